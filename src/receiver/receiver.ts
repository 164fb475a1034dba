import type { RequestListener } from 'node:http';
import express from 'express';
import type { Config } from '../config';
import type { Log } from '../log/log';
import { answerDelivery } from './answer';
import { handleErrors } from './errors';
import { rawBody } from './raw-body';
import { isHealthCheck } from './health';
import { withRequestLog } from './request-log';
import { answerVisitor } from './visitor';
import { verifySignature } from './verify-signature';

export interface ReceiverOptions {
  readonly config: Pick<Config, 'secrets' | 'bodyLimitBytes' | 'logLevel'>;
  readonly log: Log;
}

/** Makes the public door: it takes any method on any path, logs it, checks it, and answers it. */
export function createReceiver({ config, log }: ReceiverOptions): RequestListener {
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
  app.use(answerDelivery(secrets !== undefined));
  app.use(handleErrors(log, bodyLimitBytes));
  return withRequestLog(app, { log, skip: (req) => logLevel === 'info' && isHealthCheck(req) });
}
