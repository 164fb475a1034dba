import type { RequestListener } from 'node:http';
import express from 'express';
import type { Config } from '../config/config';
import type { Replays } from '../delivery/replays';
import type { Log } from '../log/log';
import { acknowledge } from './acknowledge';
import { noteArrival } from './arrival';
import { checkSignature } from './check-signature';
import { createConclusion } from './conclude';
import { handleErrors } from './errors';
import { keepDelivery } from './keep-delivery';
import { readRawBody } from './raw-body';
import { readEvent } from './read-event';
import type { Storage } from './record';
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

  const conclude = createConclusion({ log, logLevel, storage });
  return function receive(req, res) {
    noteArrival(req, replays);
    res.once('close', () => {
      conclude(req, res);
    });
    app(req, res);
  };
}
