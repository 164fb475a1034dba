import type { RequestHandler } from 'express';
import { explain, verify, type Secrets, type SignatureCheck } from '../circleci/signature';
import { createFact } from './fact';
import { rawBody } from './raw-body';
import { refuse } from './refuse';

const NO_BODY = Buffer.alloc(0);

/** What came of the check of a signature. */
export interface Checked {
  readonly check: SignatureCheck;
  /** Finds out why, at the cost of a few HMACs: sentences for the receiver's owner alone. */
  readonly explain: () => readonly string[];
}

export const checked = createFact<Checked>();

/** Lets a call through only if its `circleci-signature` is right. */
export function checkSignature(secrets: Secrets): RequestHandler {
  return function checkSignatureOfRequest(req, res, next) {
    const header = req.get('circleci-signature');
    const body = rawBody.of(req) ?? NO_BODY;
    const check = verify(header, body, secrets);
    checked.set(req, { check, explain: () => explain(check, header, body, secrets) });
    if (check.verdict === 'valid') next();
    else refuse(res, check.reason);
  };
}
