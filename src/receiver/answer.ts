import type { OutgoingHttpHeaders } from 'node:http';
import type { With } from './middleware';

export interface AnswerFact {
  /** The body of the answer, to be kept with the delivery. */
  answerBody?: Buffer;
}

/**
 * Sends an answer in one go.
 *
 * Express would do so too, with more headers of its own and at a noticeable cost.
 */
export function send(
  res: With<AnswerFact>,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Buffer,
): void {
  if (res.req.method !== 'HEAD') res.locals.answerBody = body; // Node leaves it out there
  res.writeHead(status, { ...headers, 'Content-Length': body.length });
  res.end(body);
}

/** Sends an answer in JSON. */
export function sendJson(
  res: With<AnswerFact>,
  status: number,
  value: object,
  headers: OutgoingHttpHeaders = {},
): void {
  const type = { 'Content-Type': 'application/json; charset=utf-8' };
  send(res, status, { ...type, ...headers }, Buffer.from(JSON.stringify(value)));
}
