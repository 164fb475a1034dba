import { readBody } from '../circleci/reading';
import type { RebuiltEvent } from '../circleci/rebuild';
import type { Delivery } from './delivery';

/** The header by which an app that a rebuilt delivery is forwarded to tells it from others. */
const REBUILT_HEADER = ['X-Rebuilt-From', 'circleci-api'] as const;

/** Tells whether a delivery was never sent, but made here of what CircleCI's API tells. */
export function isRebuilt({ signature }: Pick<Delivery, 'signature'>): boolean {
  return signature.verdict === 'rebuilt';
}

/**
 * Makes the delivery of a rebuilt event, without a signature.
 *
 * @param url the path and query at which the webhook's deliveries come
 */
export function rebuiltDelivery(
  { type, json }: RebuiltEvent,
  url: string,
  receivedAt: Date,
): Delivery {
  const body = Buffer.from(JSON.stringify(json));
  const { event } = readBody(body);
  return {
    ...{ receivedAt, remoteAddress: '', method: 'POST', url, httpVersion: '1.1', body },
    headers: [['Content-Type', 'application/json'], ['Circleci-Event-Type', type], REBUILT_HEADER],
    isJson: true,
    ...(event && { parsed: event.parsed, event: event.summary }),
    notes: [], // what is missing in it is missing in the API
    signature: { verdict: 'rebuilt' },
    hints: [],
  };
}
