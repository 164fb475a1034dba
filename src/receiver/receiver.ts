import express, { type Express, type RequestHandler } from 'express';
import './locals';
import type { Config } from '../config';
import type { Log } from '../log/log';
import { answerDelivery } from './answer';
import { handleErrors } from './errors';
import { rawBody } from './raw-body';
import { requestLog } from './request-log';
import { answerVisitor } from './visitor';
import { verifySignature } from './verify-signature';

export interface ReceiverOptions {
  readonly config: Pick<Config, 'secrets' | 'bodyLimitBytes' | 'logLevel'>;
  readonly log: Log;
}

/** Makes the public door: it takes any method on any path, logs it, checks it, and answers it. */
export function createReceiver({ config, log }: ReceiverOptions): Express {
  const { secrets, bodyLimitBytes, logLevel } = config;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // no answer here is worth caching

  if (logLevel === 'info') app.get('/healthz', answerHealth);
  app.use(requestLog(log));
  app.get('/healthz', answerHealth);
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
  return app;
}

const answerHealth: RequestHandler = function answerHealth(_req, res) {
  res.json({ status: 'ok' });
};
