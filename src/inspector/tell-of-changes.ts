import type { RequestHandler } from 'express';
import type { InspectorOptions } from './inspector-options';

/** However much comes: pages are told this often, and look for themselves. */
const TELL_EVERY_MS = 200;
/** Lets both sides notice a connection that is gone. */
const HEARTBEAT_MS = 15_000;

export const CHANGED_EVENT = 'deliveries-changed';
export const ADDRESS_CHANGED_EVENT = 'public-address-changed';

/** All that pages are told of. */
export const EVENTS = [CHANGED_EVENT, ADDRESS_CHANGED_EVENT];

/** How soon a browser comes again after a connection that broke off. */
const RETRY_MS = 1_000;

/** Tells pages of changes, by server-sent events, as long as they are open. */
export function tellOfChanges({
  store,
  publicAddress,
}: Pick<InspectorOptions, 'store' | 'publicAddress'>): RequestHandler {
  return function openEventStream(req, res) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    if (req.method === 'HEAD') {
      res.end();
      return;
    }

    let timer: NodeJS.Timeout | undefined;
    const send = (event: string): void => {
      res.write(`data: ${event}\n\n`);
    };
    const tell = (): void => {
      timer = undefined;
      send(CHANGED_EVENT);
    };
    res.write(`retry: ${RETRY_MS}\n\n`);
    EVENTS.forEach(send); // something may have changed before anyone was listening
    const stop = store.onChange(() => {
      timer ??= setTimeout(tell, TELL_EVERY_MS);
    });
    const tellOfAddress = (): void => {
      send(ADDRESS_CHANGED_EVENT);
      send(CHANGED_EVENT); // what to do until the first delivery depends on the address
    };
    publicAddress.events.on('change', tellOfAddress);
    const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS);

    req.on('close', () => {
      stop();
      publicAddress.events.off('change', tellOfAddress);
      clearTimeout(timer);
      clearInterval(heartbeat);
    });
  };
}
