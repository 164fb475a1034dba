export type ApiProblem =
  /** Nothing was asked: there is no token. */
  | 'no-token'
  /** Nothing was asked: a handler may not rerun this once more. */
  | 'too-many-reruns'
  /** Nothing, or not in time. */
  | 'no-answer'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'rejected'
  | 'rate-limited'
  | 'server-error'
  /** It is not what CircleCI's API answers. */
  | 'unexpected-answer';

/** Tells why CircleCI's API did not do what was asked, and what to do. Never has a token or secret in it. */
export class CircleCiApiError extends Error {
  override readonly name = 'CircleCiApiError';

  constructor(
    message: string,
    readonly problem: ApiProblem,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
