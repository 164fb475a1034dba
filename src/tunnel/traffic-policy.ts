import type { Secrets } from '../circleci/signature';

/** Who only looks is let through, as at our own door: nothing is taken from a GET. */
const NOT_A_LOOK = "!(req.method in ['GET', 'HEAD'])";
const NOT_VERIFIED = '!actions.ngrok.verify_webhook.verified';

/**
 * Makes the Traffic Policy that has ngrok's edge check signatures. While the secret is rotated, only what neither
 * secret has signed is refused.
 *
 * @see https://ngrok.com/docs/traffic-policy/actions/verify-webhook/
 */
export function verifyingPolicy({ current, previous }: Secrets): string {
  const rules =
    previous === undefined
      ? [verifying(current, NOT_A_LOOK)]
      : [
          verifying(current, NOT_A_LOOK, { enforce: false }),
          verifying(previous, `${NOT_A_LOOK} && ${NOT_VERIFIED}`),
        ];
  return JSON.stringify({ on_http_request: rules });
}

function verifying(secret: string, expression: string, more: { enforce?: boolean } = {}): object {
  const config = { provider: 'circleci', secret, ...more };
  return { expressions: [expression], actions: [{ type: 'verify-webhook', config }] };
}
