import { sendJson, type AnswerFact } from './answer';
import type { Middleware, With } from './middleware';
import { REFUSALS, type Refusal } from './refusals';

export interface RefusalFact {
  /** Why a request was refused. */
  refusal?: Refusal;
}

/** When CircleCI does retry is its own affair; this is for other clients. */
const RETRY_AFTER_S = 5;

/** Answers a request that is not taken, with the reason in a form for programs, too. */
export function refuse(
  res: With<RefusalFact & AnswerFact>,
  reason: Refusal,
  details: object = {},
): void {
  res.locals.refusal = reason;
  const { status, error } = REFUSALS[reason];
  const headers = status === 503 ? { 'Retry-After': RETRY_AFTER_S } : {};
  sendJson(res, status, { error, reason, ...details }, headers);
}

/** Makes what takes no request. */
export function refuseAll(reason: Refusal): Middleware<RefusalFact & AnswerFact> {
  return function refuseRequest(_req, res) {
    refuse(res, reason);
  };
}
