import type { Request, RequestHandler, Response } from 'express';
import {
  explain,
  requireSecret,
  verify,
  type Secrets,
  type SignatureCheck,
} from '../circleci/signature';
import { REFUSALS } from './refusals';

export interface VerifySignatureOptions {
  readonly secrets: Secrets;
  /** Told of each check, and why it came out so. The hints are for the receiver's owner alone. */
  readonly onChecked?: (check: SignatureCheck, hints: readonly string[], res: Response) => void;
}

/**
 * Lets a call through only if its `circleci-signature` is right, and answers 403 otherwise: the same as
 * ngrok's own check at its edge. It changes nothing of the request, nor of the response but by that answer.
 *
 * It needs `req.body` to be the raw body, a Buffer: put `express.raw({ type: () => true })` before it.
 *
 * @throws {TypeError} at once if the current secret is missing or empty; for a request, if its body is
 *   anything but a Buffer
 * @see https://ngrok.com/docs/traffic-policy/actions/verify-webhook/
 * @example
 * app.post('/hooks', express.raw({ type: () => true }), verifySignature({ secrets: { current } }), handle);
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
      const { status, error } = REFUSALS[check.reason];
      res.status(status).json({ error, reason: check.reason });
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
