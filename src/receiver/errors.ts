import bytes from 'bytes';
import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { BodyProblem } from '../delivery/delivery';
import type { Log } from '../log/log';
import { sendJson } from './answer';

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly error: string;
  readonly bodyProblem: BodyProblem;
}

/** The errors of body-parser have a `type`: https://github.com/expressjs/body-parser#errors */
const typedErrorSchema = z.looseObject({ type: z.string() });

/**
 * Answers errors as JSON with `error` and `reason`. Only the log gets the cause of an unexpected one.
 *
 * @param bodyLimitBytes the limit that an answer 413 names
 */
export function handleErrors(log: Log, bodyLimitBytes: number): ErrorRequestHandler {
  const refusals: Readonly<Record<string, Refusal>> = {
    'entity.too.large': {
      status: 413,
      reason: 'body-too-large',
      error: `The body is larger than the ${bytes.format(bodyLimitBytes) ?? ''} that are accepted.`,
      bodyProblem: 'too-large',
    },
    'encoding.unsupported': {
      status: 415,
      reason: 'content-encoding-unsupported',
      error: 'A body with a content-encoding is not accepted: send it as it is.',
      bodyProblem: 'content-encoding',
    },
    'request.aborted': {
      status: 400,
      reason: 'body-cut-off',
      error: 'The connection closed before all of the body came.',
      bodyProblem: 'cut-off',
    },
  };

  // Express knows an error handler by its four parameters.
  return function answerError(error: unknown, _req, res, next) {
    const typed = typedErrorSchema.safeParse(error);
    const refusal = typed.success ? refusals[typed.data.type] : undefined;
    if (refusal !== undefined) {
      res.locals.delivery.bodyProblem = refusal.bodyProblem;
      sendJson(res, refusal.status, { error: refusal.error, reason: refusal.reason });
      return;
    }
    log.error('A request could not be handled.', error);
    if (res.headersSent) {
      next(error); // too late for an answer: Express closes the connection
    } else {
      sendJson(res, 500, { error: 'Something went wrong here.', reason: 'internal-error' });
    }
  };
}
