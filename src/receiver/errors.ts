import bytes from 'bytes';
import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { Log } from '../log/log';
import type { Refusal } from './refusals';
import { refuse } from './refuse';

/** The errors of body-parser have a `type`: https://github.com/expressjs/body-parser#errors */
const typedErrorSchema = z.looseObject({ type: z.string() });

const REASONS: ReadonlyMap<string, Refusal> = new Map([
  ['entity.too.large', 'body-too-large'],
  ['encoding.unsupported', 'content-encoding-unsupported'],
  ['request.aborted', 'body-cut-off'],
]);

/**
 * Answers errors as JSON with `error` and `reason`. Only the log gets the cause of an unexpected one.
 *
 * @param bodyLimitBytes the limit that an answer 413 names
 */
export function handleErrors(log: Log, bodyLimitBytes: number): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return function answerError(error: unknown, _req, res, next) {
    const typed = typedErrorSchema.safeParse(error);
    const reason = typed.success ? REASONS.get(typed.data.type) : undefined;
    if (reason !== undefined) {
      const limit = bytes.format(bodyLimitBytes);
      refuse(res, reason, reason === 'body-too-large' ? { limit } : {});
      return;
    }
    log.error('A request could not be handled.', error);
    if (res.headersSent)
      next(error); // too late for an answer: Express closes the connection
    else refuse(res, 'internal-error');
  };
}
