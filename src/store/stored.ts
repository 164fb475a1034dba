import { hash } from 'node:crypto';
import type { EventIdentity } from '../circleci/summary';
import type { Delivery } from '../delivery/delivery';
import type { DeliverySummary } from './delivery-store';

/*
 * How any store writes a delivery: as a text of what a list shows, one of the rest, and the body. What comes of it is
 * stored apart.
 */

/** What a list shows of a delivery, but for what came of it. */
type Summary = Omit<DeliverySummary, 'answer' | 'handlings'>;

type StoredSummary = Omit<Summary, 'id' | 'receivedAt'> & {
  /** In milliseconds since 1970. */
  readonly receivedAt: number;
};

export type Details = Pick<
  Delivery,
  'remoteAddress' | 'httpVersion' | 'headers' | 'hints' | 'notes'
>;

/** Refused calls may come from anyone, and their bodies are kept to this size. */
const MAX_OTHERS_BODY_BYTES = 64 * 1024;

/** Keys of a database have their limits, and ids come from outside: they are hashed. */
const EVENT_KEY_BYTES = 16;

/** Tells whether a text may be an id: what comes in a URL may be anything. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text);
}

/** Gives the key of an event. */
export function eventKey({ webhookId, id }: EventIdentity): Buffer {
  const digest = hash('sha256', JSON.stringify([webhookId, id]), 'buffer');
  return digest.subarray(0, EVENT_KEY_BYTES);
}

/** Shortens a refused call or a visit to what is kept of it: of a long body, the beginning. */
export function shortened(delivery: Delivery): Delivery {
  const { body } = delivery;
  if (body.length <= MAX_OTHERS_BODY_BYTES) return delivery;
  return {
    ...delivery,
    body: body.subarray(0, MAX_OTHERS_BODY_BYTES),
    bodyProblem: 'shortened',
  };
}

/** Writes what a list shows of a delivery. */
export function summaryText(delivery: Delivery, duplicateOf?: string): string {
  const { receivedAt, method, url, signature, event, bodyProblem } = delivery;
  const { replayOf, edited, sentTo, chosenAnswer } = delivery;
  const stored: StoredSummary = {
    receivedAt: receivedAt.getTime(),
    method,
    url,
    signature,
    ...(event && { event }),
    ...(bodyProblem && { bodyProblem }),
    ...(duplicateOf !== undefined && { duplicateOf }),
    ...(replayOf !== undefined && { replayOf }),
    ...(edited && { edited }),
    ...(sentTo !== undefined && { sentTo }),
    ...(chosenAnswer && { chosenAnswer }),
  };
  return JSON.stringify(stored);
}

/** Gives what else is stored of a delivery, but for its body. */
export function detailsOf({
  remoteAddress,
  httpVersion,
  headers,
  hints,
  notes,
}: Delivery): Details {
  return { remoteAddress, httpVersion, headers, hints, notes };
}

/** Reads what a list shows of a delivery. */
export function readSummaryText(id: string, text: string): Summary {
  // It was written here: to check thousands of them by a schema takes longer than the rest of a list.
  const { receivedAt, ...rest } = JSON.parse(text) as StoredSummary;
  return { id, receivedAt: new Date(receivedAt), ...rest };
}
