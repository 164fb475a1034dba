import type { IncomingMessage, RequestListener } from 'node:http';
import express from 'express';
import type { Config } from '../config/config';
import type { Replays } from '../delivery/replays';
import type { Log } from '../log/log';
import { acknowledge } from './acknowledge';
import { arrivalOf } from './arrival';
import { checkSignature } from './check-signature';
import { createConclude, type ConcludedFacts } from './conclude';
import { handleErrors } from './errors';
import { createFloodWatch } from './flood';
import { isHealthCheck } from './health';
import { keepDelivery } from './keep-delivery';
import { readRawBody } from './raw-body';
import { readEvent } from './read-event';
import { createRecorder, type Storage } from './record';
import { createRequestLog } from './request-log';
import { answerVisitor } from './visitor';

export interface ReceiverOptions {
  readonly config: Pick<Config, 'secrets' | 'bodyLimitBytes' | 'logLevel'>;
  readonly log: Log;
  readonly replays: Replays;
  /** Undefined if nothing is to be kept. */
  readonly storage: Storage | undefined;
}

/**
 * Makes the public door: it takes any method on any path, checks it, keeps it and answers it. Once that is over,
 * it is recorded, handled and logged.
 */
export function createReceiver({
  config: { secrets, bodyLimitBytes, logLevel },
  log,
  replays,
  storage,
}: ReceiverOptions): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // no answer here is worth caching

  app.use(readRawBody(bodyLimitBytes));
  app.use(answerVisitor(secrets !== undefined));
  if (secrets !== undefined) app.use(checkSignature(secrets));
  app.use(readEvent);
  if (storage !== undefined) app.use(keepDelivery(storage.store, storage.dispatcher, log));
  app.use(acknowledge(secrets !== undefined));
  app.use(handleErrors(log, bodyLimitBytes));

  const conclude = createConclude(createFloodWatch(log));
  const record = storage && createRecorder(storage, log);
  const isNotLogged = (req: IncomingMessage): boolean => logLevel === 'info' && isHealthCheck(req);
  // Around the app, not in it: what morgan adds to a request costs twice as much once Express has changed the
  // request's prototype (measured).
  const logRequest = createRequestLog(log, conclude, isNotLogged);

  return function receive(req, response) {
    const locals: ConcludedFacts = { arrival: arrivalOf(req, replays) };
    const res = Object.assign(response, { locals });
    logRequest(req, res, () => {
      app(req, res);
    });
    res.once('close', () => {
      if (record === undefined || isHealthCheck(req)) return;
      const { delivery, brief } = conclude(req, res);
      if (!brief) record({ delivery, saving: locals.saving, replay: locals.arrival.replay });
    });
  };
}
