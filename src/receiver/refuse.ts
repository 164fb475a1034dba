import type { Response } from 'express';
import { sendJson } from './answer';
import { createFact } from './fact';
import { REFUSALS, type Refusal } from './refusals';

/** Why a request was refused. */
export const refusal = createFact<Refusal>();

/** When CircleCI does retry is its own affair; this is for other clients. */
const RETRY_AFTER_S = 5;

/** Answers a request that is not taken, with the reason in a form for programs, too. */
export function refuse(res: Response, reason: Refusal, details: object = {}): void {
  refusal.set(res.req, reason);
  const { status, error } = REFUSALS[reason];
  const headers = status === 503 ? { 'Retry-After': RETRY_AFTER_S } : {};
  sendJson(res, status, { error, reason, ...details }, headers);
}
