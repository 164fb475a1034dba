import { readBody } from '../../src/circleci/reading';
import type { Answer, Delivery } from '../../src/delivery/delivery';
import { PING_BODY } from './fixtures';

export const ANSWER: Answer = {
  status: 200,
  durationMs: 1.2346,
  head: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n',
  body: Buffer.from('{}'),
};

/** A delivery, a signed ping unless changed. */
export function delivery(changes: Partial<Delivery> = {}): Delivery {
  const { isJson, event } = readBody(changes.body ?? PING_BODY);
  return {
    receivedAt: new Date(2026, 10, 2, 9, 15, 27, 418),
    remoteAddress: '127.0.0.1',
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
    isJson,
    signature: { verdict: 'valid', signedWith: 'current' },
    hints: [],
    notes: [],
    ...(event && { event: event.summary, parsed: event.parsed }),
    answer: ANSWER,
    ...changes,
  };
}
