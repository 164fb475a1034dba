import type { Request, RequestHandler, Response } from 'express';
import morgan from 'morgan';
import { summariseEvent } from '../circleci/events';
import type { Delivery, Header } from '../delivery';
import type { Log } from '../log/log';

/** Larger bodies are not parsed just to name their event. */
const MAX_SUMMARISED_BYTES = 256 * 1024;

/**
 * Starts the delivery that the middleware after it fill in, and logs it once, when the request is over,
 * however it ended.
 */
export function requestLog(log: Log): RequestHandler[] {
  return [
    function startDelivery(req, res, next) {
      res.locals.startedAt = performance.now();
      res.locals.delivery = deliveryOf(req);
      next();
    },
    morgan<Request, Response>(
      function formatEntry(_tokens, req, res) {
        return log.format(finishDelivery(req, res));
      },
      { stream: log.output },
    ),
  ];
}

function deliveryOf(req: Request): Delivery {
  return {
    receivedAt: new Date(),
    method: req.method,
    url: req.originalUrl,
    httpVersion: req.httpVersion,
    headers: headersAsSent(req.rawHeaders),
    body: Buffer.alloc(0),
    signature: { verdict: 'unchecked' },
    hints: [],
  };
}

function headersAsSent(rawHeaders: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return headers;
}

function finishDelivery(req: Request, res: Response): Delivery {
  const { delivery, startedAt } = res.locals;
  if (res.writableFinished) {
    delivery.answer = { status: res.statusCode, durationMs: performance.now() - startedAt };
  } else if (!req.complete) {
    delivery.bodyProblem = 'cut-off';
  }
  const event = summariseEvent(parseJson(delivery.body));
  if (event !== undefined) delivery.event = event;
  return delivery;
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0 || body.length > MAX_SUMMARISED_BYTES) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // not JSON: the log shows it as what it is
  }
}
