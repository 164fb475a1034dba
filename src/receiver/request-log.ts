import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Express, Locals } from 'express';
import morgan from 'morgan';
import type { Answer, Delivery, Header } from '../delivery/delivery';
import type { Log } from '../log/log';
import type { Replays } from '../delivery/replays';
import { clientAddress, peerAddress } from './client-address';
import { isHealthCheck } from './health';
import { parseDelivery } from './parse-event';

/** A refused body that is larger is not parsed just to be shown. CircleCI's have 1.3 to 2.4 kB. */
const MAX_PARSED_BYTES = 256 * 1024;

const NO_BODY = Buffer.alloc(0);

type LoggedResponse = ServerResponse & { locals: Locals };

export interface RequestLogOptions {
  readonly log: Log;
  readonly replays: Replays;
  readonly skip: (req: IncomingMessage) => boolean;
  /** Told of each request that is over and was not skipped, with its answer if it got one. */
  readonly onFinished: (locals: Locals) => void;
}

/**
 * Starts the delivery that an app's middleware then fill in, and logs it once, when the request is over,
 * however it ended.
 *
 * It stands around the app, not in it: what morgan adds to a request costs twice as much once Express has
 * changed the request's prototype (measured).
 */
export function withRequestLog(
  app: Express,
  { log, replays, skip, onFinished }: RequestLogOptions,
): RequestListener {
  const logRequest = morgan<IncomingMessage, LoggedResponse>(
    (_tokens, req, res) => {
      finishDelivery(req, res);
      if (!isHealthCheck(req)) onFinished(res.locals);
      return log.format(res.locals.delivery);
    },
    { stream: log.output, skip },
  );
  return function handleAndLog(req, res) {
    const locals = startLocals(req, replays);
    logRequest(req, Object.assign(res, { locals }), () => {
      app(req, res);
    });
  };
}

function startLocals(req: IncomingMessage, replays: Replays): Locals {
  const startedAt = performance.now();
  const headers = headersAsSent(req.rawHeaders);
  const replay = isHealthCheck(req) ? undefined : replays.recognise(headers);
  if (replay === undefined) return { delivery: startDelivery(req, headers), startedAt };
  const delivery = {
    ...startDelivery(req, replay.headers),
    remoteAddress: peerAddress(req), // the original's x-forwarded-for came along
    replayOf: replay.of,
  };
  return { delivery, startedAt, replay };
}

function startDelivery(req: IncomingMessage, headers: readonly Header[]): Delivery {
  return {
    receivedAt: new Date(),
    remoteAddress: clientAddress(req),
    method: req.method ?? '',
    url: req.url ?? '',
    httpVersion: req.httpVersion,
    headers,
    body: NO_BODY,
    signature: { verdict: 'unchecked' },
    hints: [],
    notes: [],
  };
}

function headersAsSent(rawHeaders: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return headers;
}

function finishDelivery(req: IncomingMessage, res: LoggedResponse): void {
  const { delivery, startedAt } = res.locals;
  if (res.writableFinished) {
    delivery.answer = answerOf(res, performance.now() - startedAt);
  } else if (!req.complete) {
    delivery.bodyProblem = 'cut-off';
  }
  if (delivery.json === undefined && delivery.body.length <= MAX_PARSED_BYTES) {
    parseDelivery(delivery);
  }
}

function answerOf(res: LoggedResponse, durationMs: number): Answer {
  // Not documented, but the only thing that has what Node adds by itself; morgan relies on it too.
  const head: unknown = Reflect.get(res, '_header');
  return {
    status: res.statusCode,
    durationMs,
    head: typeof head === 'string' ? head : '',
    body: res.locals.answerBody ?? NO_BODY,
  };
}
