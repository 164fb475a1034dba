import type { Request, RequestHandler, Response } from 'express';
import {
  explain,
  requireSecret,
  verify,
  type RefusalReason,
  type Secrets,
  type SignatureCheck,
} from '../circleci/signature';
import { sendJson } from './answer';

export interface VerifySignatureOptions {
  readonly secrets: Secrets;
  /** Told of each check, and why it came out so. The hints are for the receiver's owner alone. */
  readonly onChecked?: (check: SignatureCheck, hints: readonly string[], res: Response) => void;
}

/** What a refused caller is told: no more than the header it sent says already. */
const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  'missing-signature': 'The circleci-signature header is missing.',
  'malformed-signature': 'The circleci-signature header is malformed.',
  'unsupported-version': 'The circleci-signature header has no v1 signature.',
  'signature-mismatch': 'The signature does not match the body.',
};

/**
 * Lets a call through only if its `circleci-signature` is right, and answers 403 otherwise: the same as
 * ngrok's own check at its edge.
 *
 * It needs `req.body` to be the raw body, a Buffer: put `express.raw({ type: () => true })` before it.
 *
 * @throws {TypeError} at once where the current secret is missing or empty; for a request, where its body is
 *   anything but a Buffer
 * @see https://ngrok.com/docs/traffic-policy/actions/verify-webhook/
 */
export function verifySignature({ secrets, onChecked }: VerifySignatureOptions): RequestHandler {
  requireSecret(secrets);
  return function verifySignatureOfRequest(req, res, next) {
    const body = rawBodyOf(req);
    const header = req.get('circleci-signature');
    const check = verify(header, body, secrets);
    onChecked?.(check, explain(check, header, body, secrets), res);
    if (check.verdict === 'valid') {
      next();
    } else {
      sendJson(res, 403, { error: REFUSALS[check.reason], reason: check.reason });
    }
  };
}

const NO_BODY = Buffer.alloc(0);

function rawBodyOf({ body, headers }: Pick<Request, 'body' | 'headers'>): Buffer {
  const raw: unknown = body;
  if (Buffer.isBuffer(raw)) return raw;
  // body-parser leaves a request alone that has no body.
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody) return NO_BODY;
  throw new TypeError(
    'verifySignature needs the raw body: put express.raw({ type: () => true }) before it, and no other body parser.',
  );
}
