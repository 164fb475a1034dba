import type { ErrorRequestHandler, Response } from 'express';
import { z } from 'zod';
import { AnonymiseError } from '../circleci/anonymise';
import { CircleCiApiError } from '../circleci-api/api-error';
import { SendError } from '../http/send-request';
import { isAbortError } from '../text/is-abort-error';
import type { Log } from '../log/log';
import { Problem } from './problem';
import { QueryError } from '../store/read-filter';

/** As body-parser and Express's router make them, for what a caller sent. */
const clientErrorSchema = z.looseObject({
  status: z.number().min(400).max(499),
  message: z.string(),
});

/** Answers a problem as JSON, in the shape of ngrok's agent API. */
export function sendProblem(res: Response, { status, message }: Problem): void {
  res.status(status).json({ status_code: status, msg: message });
}

/** Answers a problem in plain text, which a page shows. */
function sendText(res: Response, { status, message }: Problem): void {
  res.status(status).type('text/plain').send(message);
}

/** Makes what answers all errors of the inspector. */
export function answerProblems(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return function answerProblem(error: unknown, req, res, next) {
    // The reader has left, and so the work was stopped.
    if (res.destroyed && isAbortError(error)) return;
    const problem = problemOf(error);
    if (problem === undefined) log.error('The inspector could not answer.', error);
    if (res.headersSent) {
      next(error);
      return;
    }
    const send = req.path.startsWith('/api/') ? sendProblem : sendText;
    send(res, problem ?? new Problem(500, 'Something went wrong: see the log.'));
  };
}

/** Finds what an error tells the caller; undefined if it is our own. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof QueryError) return new Problem(400, error.message);
  if (error instanceof AnonymiseError) return new Problem(409, error.message);
  if (error instanceof SendError) return new Problem(502, error.message);
  if (error instanceof CircleCiApiError) return new Problem(502, error.message);
  const { data } = clientErrorSchema.safeParse(error);
  return data && new Problem(data.status, `The request cannot be read: ${data.message}`);
}
