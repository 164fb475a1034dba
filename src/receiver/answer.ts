import type { OutgoingHttpHeaders } from 'node:http';
import type { Response } from 'express';
import { createFact } from './fact';

/** The body of the answer, to be kept with the delivery. */
export const answerBody = createFact<Buffer>();

/**
 * Sends an answer in one go.
 *
 * Express would do so too, with more headers of its own and at a noticeable cost.
 */
export function send(
  res: Response,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Buffer,
): void {
  if (res.req.method !== 'HEAD') answerBody.set(res.req, body); // Node leaves it out there
  res.writeHead(status, { ...headers, 'Content-Length': body.length });
  res.end(body);
}

/** Sends an answer in JSON. */
export function sendJson(
  res: Response,
  status: number,
  value: object,
  headers: OutgoingHttpHeaders = {},
): void {
  const type = { 'Content-Type': 'application/json; charset=utf-8' };
  send(res, status, { ...type, ...headers }, Buffer.from(JSON.stringify(value)));
}
