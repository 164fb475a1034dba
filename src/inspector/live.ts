import type { RequestHandler } from 'express';
import type { DeliveryStore } from '../store/delivery-store';

/** However much comes: pages are told this often, and look for themselves. */
const TELL_EVERY_MS = 200;
/** Lets both sides notice a connection that is gone. */
const HEARTBEAT_MS = 15_000;

export const CHANGED_EVENT = 'deliveries-changed';

/** Tells pages of changes, by server-sent events, as long as they are open. */
export function tellOfChanges(store: DeliveryStore): RequestHandler {
  return function openEventStream(req, res) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    if (req.method === 'HEAD') {
      res.end();
      return;
    }

    let timer: NodeJS.Timeout | undefined;
    const tell = (): void => {
      timer = undefined;
      res.write(`event: ${CHANGED_EVENT}\ndata: \n\n`);
    };
    tell(); // something may have changed before this page was listening
    const stop = store.onChange(() => {
      timer ??= setTimeout(tell, TELL_EVERY_MS);
    });
    const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS);

    req.on('close', () => {
      stop();
      clearTimeout(timer);
      clearInterval(heartbeat);
    });
  };
}
