import { send, type AnswerFact } from './answer';
import type { SavedFact } from './keep-delivery';
import type { Middleware } from './middleware';

/** Answers a delivery that was let through. */
export function acknowledge(
  signaturesChecked: boolean,
): Middleware<Readonly<SavedFact> & AnswerFact> {
  const message = signaturesChecked ? 'Received, and the signature is valid.' : 'Received.';
  // Always the same two: serialising them anew for each delivery has a noticeable cost.
  const first = Buffer.from(JSON.stringify({ message }));
  const duplicate = Buffer.from(JSON.stringify({ message, duplicate: true }));
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return function acknowledgeDelivery(_req, res) {
    const isDuplicate = res.locals.saved?.duplicateOf !== undefined;
    send(res, 200, headers, isDuplicate ? duplicate : first);
  };
}
