import type { RequestHandler } from 'express';
import type { Inspected } from './inspected';

/** However much comes: pages are told this often, and look for themselves. */
const TELL_EVERY_MS = 200;
/** Lets both sides notice a connection that is gone. */
const HEARTBEAT_MS = 15_000;

export const CHANGED_EVENT = 'deliveries-changed';
export const ADDRESS_CHANGED_EVENT = 'public-address-changed';
export const ANSWERS_CHANGED_EVENT = 'answers-changed';
export const BULK_CHANGED_EVENT = 'bulk-changed';

/** All that pages are told of. */
export const EVENTS = [
  CHANGED_EVENT,
  ADDRESS_CHANGED_EVENT,
  ANSWERS_CHANGED_EVENT,
  BULK_CHANGED_EVENT,
];

/** How soon a browser comes again after a connection that broke off. */
const RETRY_MS = 1_000;

/** Tells pages of changes, by server-sent events, as long as they are open. */
export function tellOfChanges({
  store,
  publicAddress,
  answers,
  bulk,
  recovery,
}: Pick<Inspected, 'store' | 'publicAddress' | 'answers' | 'bulk' | 'recovery'>): RequestHandler {
  return function openEventStream(req, res) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    if (req.method === 'HEAD') {
      res.end();
      return;
    }

    const send = (event: string): void => {
      res.write(`data: ${event}\n\n`);
    };
    const timers = new Map<string, NodeJS.Timeout>();
    const sendSoon = (event: string): void => {
      if (timers.has(event)) return;
      const timer = setTimeout(() => {
        timers.delete(event);
        send(event);
      }, TELL_EVERY_MS);
      timers.set(event, timer);
    };
    res.write(`retry: ${RETRY_MS}\n\n`);
    EVENTS.forEach(send); // something may have changed before anyone was listening
    const tellOfDeliveries = (): void => {
      sendSoon(CHANGED_EVENT);
    };
    const stops = [store.onChange(tellOfDeliveries), recovery.onChange(tellOfDeliveries)];
    const tellOfAddress = (): void => {
      send(ADDRESS_CHANGED_EVENT);
      send(CHANGED_EVENT); // what to do until the first delivery depends on the address
    };
    publicAddress.events.on('change', tellOfAddress);
    const tellOfBulk = (): void => {
      sendSoon(BULK_CHANGED_EVENT);
    };
    bulk.events.on('change', tellOfBulk);
    const tellOfAnswers = (): void => {
      send(ANSWERS_CHANGED_EVENT);
    };
    answers.events.on('change', tellOfAnswers);
    const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS);

    req.on('close', () => {
      for (const stop of stops) stop();
      publicAddress.events.off('change', tellOfAddress);
      bulk.events.off('change', tellOfBulk);
      for (const timer of timers.values()) clearTimeout(timer);
      answers.events.off('change', tellOfAnswers);
      clearInterval(heartbeat);
    });
  };
}
