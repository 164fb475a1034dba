import { parseBody } from '../../src/circleci/events';
import type { Delivery } from '../../src/delivery';
import { PING_BODY } from './fixtures';

/** A delivery, a signed ping unless changed. */
export function delivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    receivedAt: new Date(2026, 10, 2, 9, 15, 27, 418),
    method: 'POST',
    url: '/hooks?x=1',
    httpVersion: '1.1',
    headers: [
      ['Host', 'example.test'],
      ['content-type', 'application/json'],
      ['X-Twice', '1'],
      ['x-twice', '2'],
    ],
    body: PING_BODY,
    json: parseBody(changes.body ?? PING_BODY),
    signature: { verdict: 'valid', signedWith: 'current' },
    hints: [],
    event: 'ping',
    answer: { status: 200, durationMs: 1.2346 },
    ...changes,
  };
}
