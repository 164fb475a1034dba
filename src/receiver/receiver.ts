import type { RequestListener } from 'node:http';
import express, { type Locals } from 'express';
import type { Config } from '../config/config';
import type { Log } from '../log/log';
import type { Replays } from '../delivery/replays';
import type { DeliveryStore } from '../store/delivery-store';
import { acknowledge } from './acknowledge';
import { handleErrors } from './errors';
import { isHealthCheck } from './health';
import { keepDelivery } from './keep-delivery';
import { keepAtEnd } from './keep-at-end';
import type { Dispatcher } from '../dispatch/dispatcher';
import { parseEvent } from './parse-event';
import { rawBody } from './raw-body';
import { withRequestLog } from './request-log';
import { answerVisitor } from './visitor';
import { verifySignature } from './verify-signature';

export interface ReceiverOptions {
  readonly config: Pick<Config, 'secrets' | 'bodyLimitBytes' | 'logLevel'>;
  readonly log: Log;
  readonly replays: Replays;
  /** Where deliveries are kept, and what handles them then; undefined where nothing is to be kept. */
  readonly keeping: Keeping | undefined;
}

export interface Keeping {
  readonly store: DeliveryStore;
  readonly dispatcher: Pick<Dispatcher, 'plan' | 'enqueue'>;
}

/** Makes the public door: it takes any method on any path, logs it, checks it, keeps it, and answers it. */
export function createReceiver({
  config,
  log,
  replays,
  keeping,
}: ReceiverOptions): RequestListener {
  const { secrets, bodyLimitBytes, logLevel } = config;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // no answer here is worth caching

  app.use(rawBody(bodyLimitBytes));
  app.use(answerVisitor(secrets !== undefined));
  if (secrets !== undefined) {
    app.use(
      verifySignature({
        secrets,
        onChecked(check, hints, res) {
          res.locals.delivery.signature = check;
          res.locals.delivery.hints = hints;
        },
      }),
    );
  }
  app.use(parseEvent);
  if (keeping !== undefined) app.use(keepDelivery(keeping.store, keeping.dispatcher, log));
  app.use(acknowledge(secrets !== undefined));
  app.use(handleErrors(log, bodyLimitBytes));
  const keepFinished = keepAtEnd(keeping?.store, log);
  return withRequestLog(app, {
    log,
    replays,
    skip: (req) => logLevel === 'info' && isHealthCheck(req),
    onFinished: (locals) => void finish(locals),
  });

  async function finish(locals: Locals): Promise<void> {
    const keptAs = await keepFinished(locals);
    if (keptAs !== undefined && locals.delivery.duplicateOf === undefined) {
      keeping?.dispatcher.enqueue(keptAs, locals.delivery);
    }
  }
}
