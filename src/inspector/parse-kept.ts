import { parseBody } from '../circleci/summary';
import type { KeptDelivery } from '../store/delivery-store';

/** Far more than an event of CircleCI has. Parsing more at once would hold up what comes in. */
const MAX_EVENT_BYTES = 2 * 1024 * 1024;

/** Parses the event that a delivery brought; undefined if it brought none. */
export function parseKept({ event, body }: Pick<KeptDelivery, 'event' | 'body'>): unknown {
  return event === undefined || body.length > MAX_EVENT_BYTES ? undefined : parseBody(body);
}
