/**
 * The Traffic Policy that has ngrok's edge check signatures. Who only looks is let through, as at our own
 * door: nothing is taken from a GET.
 *
 * @see https://ngrok.com/docs/traffic-policy/actions/verify-webhook/
 */
export function verifyingPolicy(secret: string): string {
  return JSON.stringify({
    on_http_request: [
      {
        expressions: ["!(req.method in ['GET', 'HEAD'])"],
        actions: [{ type: 'verify-webhook', config: { provider: 'circleci', secret } }],
      },
    ],
  });
}
