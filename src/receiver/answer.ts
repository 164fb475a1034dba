import type { RequestHandler } from 'express';

/** Answers a delivery that was let through. */
export function answerDelivery(signaturesChecked: boolean): RequestHandler {
  const message = signaturesChecked ? 'Received, and the signature is valid.' : 'Received.';
  // Always the same: res.json would make it anew for each delivery, at a noticeable cost.
  const body = JSON.stringify({ message });
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  };
  return function acknowledge(_req, res) {
    res.writeHead(200, headers).end(body);
  };
}
