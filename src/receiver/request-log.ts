import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Express, Locals } from 'express';
import morgan from 'morgan';
import { parseBody, summariseEvent } from '../circleci/events';
import type { Delivery, Header } from '../delivery';
import type { Log } from '../log/log';

/** Larger bodies are not parsed just for the log. CircleCI's have 1.3 to 2.4 kB. */
const MAX_PARSED_BYTES = 256 * 1024;

const NO_BODY = Buffer.alloc(0);

type LoggedResponse = ServerResponse & { locals: Locals };

export interface RequestLogOptions {
  readonly log: Log;
  readonly skip: (req: IncomingMessage) => boolean;
}

/**
 * Starts the delivery that an app's middleware then fill in, and logs it once, when the request is over,
 * however it ended.
 *
 * It stands around the app, not in it: what morgan adds to a request costs twice as much once Express has
 * changed the request's prototype (measured).
 */
export function withRequestLog(app: Express, { log, skip }: RequestLogOptions): RequestListener {
  const logRequest = morgan<IncomingMessage, LoggedResponse>(
    (_tokens, req, res) => log.format(finishDelivery(req, res)),
    { stream: log.output, skip },
  );
  return function handleAndLog(req, res) {
    const locals: Locals = { delivery: startDelivery(req), startedAt: performance.now() };
    logRequest(req, Object.assign(res, { locals }), () => {
      app(req, res);
    });
  };
}

function startDelivery(req: IncomingMessage): Delivery {
  return {
    receivedAt: new Date(),
    method: req.method ?? '',
    url: req.url ?? '',
    httpVersion: req.httpVersion,
    headers: headersAsSent(req.rawHeaders),
    body: NO_BODY,
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

function finishDelivery(req: IncomingMessage, res: LoggedResponse): Delivery {
  const { delivery, startedAt } = res.locals;
  if (res.writableFinished) {
    delivery.answer = { status: res.statusCode, durationMs: performance.now() - startedAt };
  } else if (!req.complete) {
    delivery.bodyProblem = 'cut-off';
  }
  if (delivery.body.length <= MAX_PARSED_BYTES) delivery.json = parseBody(delivery.body);
  const event = summariseEvent(delivery.json);
  if (event !== undefined) delivery.event = event;
  return delivery;
}
