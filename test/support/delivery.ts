import { readBody } from '../../src/circleci/reading';
import type { Answer, Delivery } from '../../src/delivery/delivery';
import { deliveryOf, type Facts } from '../../src/receiver/outcome';
import { PING_BODY } from './fixtures';

export const ANSWER: Answer = {
  status: 200,
  durationMs: 1.2346,
  head: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n',
  body: Buffer.from('{}'),
};

/** Gives what the receiver knows of a call with a body, if its signature is right. */
export function factsOf(body: Buffer, receivedAt = new Date(2026, 10, 2, 9, 15, 27, 418)): Facts {
  const check = { verdict: 'valid', signedWith: 'current' } as const;
  return {
    arrival: {
      startedAt: 0,
      receivedAt,
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
    },
    body,
    checked: { check, explain: () => [] },
    reading: readBody(body),
  };
}

/** Makes a delivery, a signed ping unless changed. */
export function delivery(changes: Partial<Delivery> = {}): Delivery {
  const facts = factsOf(changes.body ?? PING_BODY, changes.receivedAt);
  return { ...deliveryOf(facts, { answer: ANSWER }), ...changes };
}
