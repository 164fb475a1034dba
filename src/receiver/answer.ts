import type { RequestHandler } from 'express';

/** Answers a delivery that was let through. */
export function answerDelivery(signaturesChecked: boolean): RequestHandler {
  const message = signaturesChecked ? 'Received, and the signature is valid.' : 'Received.';
  return function acknowledge(_req, res) {
    res.json({ message });
  };
}
