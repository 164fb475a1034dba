import type { IncomingMessage, RequestListener } from 'node:http';
import type { ChosenAnswers } from '../answers/chosen-answers';
import type { Config } from '../config/config';
import type { Replays } from '../delivery/replays';
import { createExpressApp, type MessageClasses } from '../http/express-app';
import type { Log } from '../log/log';
import { acknowledge } from './acknowledge';
import { arrivalOf } from './arrival';
import { boundBodyMemory } from './body-memory';
import { checkSignature } from './check-signature';
import { giveChosenAnswer, takeChosenAnswer } from './chosen-answer';
import { conclude, type ConcludedFacts, type ConcludedResponse } from './conclude';
import { handleErrors } from './errors';
import { createFloodWatch } from './flood';
import { isHealthCheck } from './health';
import { inBatches } from './in-batches';
import { keepDelivery } from './keep-delivery';
import { readRawBody } from './raw-body';
import { readEvent } from './read-event';
import { createRecorder, type Storage } from './record';
import { refuseAll } from './refuse';
import { createRequestLog } from './request-log';
import { answerVisitor } from './visitor';

export interface ReceiverOptions {
  readonly config: Pick<Config, 'secrets' | 'bodyLimitBytes' | 'logLevel' | 'role'>;
  readonly log: Log;
  readonly replays: Replays;
  readonly answers: ChosenAnswers;
  /** Undefined if nothing is to be kept. */
  readonly storage: Storage | undefined;
}

/** The public door. */
export interface Receiver {
  readonly listener: RequestListener;
  /** For the server that it is served by. */
  readonly classes: MessageClasses;
}

/**
 * Makes the public door: it takes any method on any path, checks it, keeps it and answers it. Once that is over, it is
 * logged, recorded and handled.
 */
export function createReceiver({
  config: { secrets, bodyLimitBytes, logLevel, role },
  log,
  replays,
  answers,
  storage,
}: ReceiverOptions): Receiver {
  const { app, classes } = createExpressApp();
  app.use(boundBodyMemory(bodyLimitBytes));
  app.use(readRawBody(bodyLimitBytes));
  app.use(answerVisitor(secrets !== undefined, storage?.store));
  if (role === 'worker') app.use(refuseAll('only-a-worker'));
  if (secrets !== undefined) app.use(checkSignature(secrets));
  app.use(readEvent);
  app.use(takeChosenAnswer(answers));
  if (storage !== undefined) app.use(keepDelivery(storage.store, storage.dispatcher, log));
  app.use(giveChosenAnswer);
  app.use(acknowledge(secrets !== undefined));
  app.use(handleErrors(log, bodyLimitBytes));

  const flood = createFloodWatch(log);
  const logRequest = createRequestLog(log);
  const record = storage && createRecorder(storage, log);
  const whenOver = inBatches<Over>((all) => {
    for (const { req, res } of all) res.locals.concluded = conclude(req, res, flood);
    for (const { req, res } of all) logRequest(req, res);
    for (const { res } of all) record?.(res.locals);
  });

  return {
    classes,
    listener(req, response) {
      const locals: ConcludedFacts = { arrival: arrivalOf(req, replays) };
      const res = Object.assign(response, { locals });
      const isNotTold = logLevel === 'info' && isHealthCheck(req);
      if (!isNotTold) {
        res.once('close', () => {
          whenOver({ req, res });
        });
      }
      app(req, res);
    },
  };
}

/** A request that is over. */
interface Over {
  readonly req: IncomingMessage;
  readonly res: ConcludedResponse;
}
