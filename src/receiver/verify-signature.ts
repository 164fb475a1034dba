import {
  explain,
  requireSecret,
  verify,
  type Secrets,
  type SignatureCheck,
} from '../circleci/signature';
import { REFUSALS } from './refusals';

/**
 * What is needed of a request: any version of Express has it, and much that is like it. The body is needed too, but
 * named here, it would be unknown to the handlers that come after, if Express infers what it is.
 */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What is needed of a response. */
export interface RefusingResponse {
  readonly status: (code: number) => { readonly json: (body: unknown) => unknown };
}

export type SignatureMiddleware<Res extends RefusingResponse> = (
  req: SignedRequest,
  res: Res,
  next: () => void,
) => void;

export interface VerifySignatureOptions<Res extends RefusingResponse = RefusingResponse> {
  readonly secrets: Secrets;
  /** Hears of each check, and why it came out so. The hints are for the receiver's owner alone. */
  readonly onChecked?: (check: SignatureCheck, hints: readonly string[], res: Res) => void;
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
 * const checked = verifySignature({ secrets: { current: secret } });
 * express().post('/hooks', express.raw({ type: () => true }), checked, (req, res) => {
 *   res.sendStatus(204);
 * });
 */
export function verifySignature<Res extends RefusingResponse = RefusingResponse>({
  secrets,
  onChecked,
}: VerifySignatureOptions<Res>): SignatureMiddleware<Res> {
  requireSecret(secrets);
  return function verifySignatureOfRequest(req, res, next) {
    const body = rawBodyOf(req);
    const header = req.headers['circleci-signature'];
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

function rawBodyOf(req: SignedRequest): Uint8Array {
  const { headers } = req;
  const body = 'body' in req ? req.body : undefined;
  if (Buffer.isBuffer(body)) return body;
  // body-parser leaves a request alone that has no body.
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody) return NO_BODY;
  throw new TypeError(
    'verifySignature needs the raw body: put express.raw({ type: () => true }) before it, and no other body parser.',
  );
}
