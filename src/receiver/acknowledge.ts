import type { RequestHandler } from 'express';
import { send } from './answer';
import { saved } from './keep-delivery';

/** Answers a delivery that was let through. */
export function acknowledge(signaturesChecked: boolean): RequestHandler {
  const message = signaturesChecked ? 'Received, and the signature is valid.' : 'Received.';
  // Always the same two: serialising them anew for each delivery has a noticeable cost.
  const first = Buffer.from(JSON.stringify({ message }));
  const duplicate = Buffer.from(JSON.stringify({ message, duplicate: true }));
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return function acknowledgeDelivery(req, res) {
    const isDuplicate = saved.of(req)?.duplicateOf !== undefined;
    send(res, 200, headers, isDuplicate ? duplicate : first);
  };
}
