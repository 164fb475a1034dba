/** Why a call is not taken, as its sender is told: no more than it knows already. */
export const REFUSALS = {
  'missing-signature': { status: 403, error: 'The circleci-signature header is missing.' },
  'malformed-signature': { status: 403, error: 'The circleci-signature header is malformed.' },
  'unsupported-version': {
    status: 403,
    error: 'The circleci-signature header has no v1 signature.',
  },
  'signature-mismatch': { status: 403, error: 'The signature does not match the body.' },
  'body-too-large': { status: 413, error: 'The body is larger than is accepted.' },
  'content-encoding-unsupported': {
    status: 415,
    error: 'A body with a content-encoding is not accepted: send it as it is.',
  },
  'body-cut-off': { status: 400, error: 'The connection closed before all of the body came.' },
  'not-kept': { status: 503, error: 'The delivery could not be kept: send it again later.' },
  'too-much-at-once': {
    status: 503,
    error: 'Too many large bodies arrive at once: send it again later.',
  },
  'only-a-worker': {
    status: 404,
    error: 'This process takes no deliveries (ROLE=worker): send them to a receiver.',
  },
  'internal-error': { status: 500, error: 'Something went wrong here.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly error: string }>>;

export type Refusal = keyof typeof REFUSALS;
