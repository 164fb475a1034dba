import { explain, verify, type Secrets, type SignatureCheck } from '../circleci/signature';
import type { AnswerFact } from './answer';
import type { Middleware } from './middleware';
import type { BodyFact } from './raw-body';
import { refuse, type RefusalFact } from './refuse';

const NO_BODY = Buffer.alloc(0);

/** What came of the check of a signature. */
interface Checked {
  readonly check: SignatureCheck;
  /** Finds out why, at the cost of a few HMACs: sentences for the receiver's owner alone. */
  readonly explain: () => readonly string[];
}

export interface CheckFact {
  checked?: Checked;
}

/** Lets a call through only if its `circleci-signature` is right. */
export function checkSignature(
  secrets: Secrets,
): Middleware<Readonly<BodyFact> & CheckFact & RefusalFact & AnswerFact> {
  return function checkSignatureOfRequest(req, res, next) {
    const header = req.get('circleci-signature');
    const body = res.locals.body ?? NO_BODY;
    const check = verify(header, body, secrets);
    res.locals.checked = { check, explain: () => explain(check, header, body, secrets) };
    if (check.verdict === 'valid') next();
    else refuse(res, check.reason);
  };
}
