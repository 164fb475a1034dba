import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const OWN_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** No inline script, nothing from elsewhere, and no page of another site around or behind this one. */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false, // served over plain HTTP, on this machine alone
  xFrameOptions: { action: 'deny' },
  // Without any referrer, a browser sends a form with `Origin: null`, which `refuseOthers` refuses:
  // https://fetch.spec.whatwg.org/#append-a-request-origin-header
  referrerPolicy: { policy: 'same-origin' },
});

/**
 * Refuses callers that are not the machine's own user: pages of other sites, whether their name was bound to
 * this address (DNS rebinding) or they only send requests here (CSRF).
 *
 * @see https://fetch.spec.whatwg.org/#origin-header
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export const refuseOthers: RequestHandler = (req, res, next) => {
  const problem = isOwnHost(req.headers.host)
    ? foreignChange(req)
    : 'The inspector is private: it answers to localhost, 127.0.0.1 and [::1] alone.';
  if (problem === undefined) {
    next();
  } else {
    res.status(403).json({ status_code: 403, msg: problem });
  }
};

function isOwnHost(host: string | undefined): boolean {
  return host !== undefined && OWN_HOSTS.has(host.replace(/:\d+$/, '').toLowerCase());
}

/** Why a request that changes something is another site's; undefined where it is not. */
function foreignChange({ method = '', headers }: IncomingMessage): string | undefined {
  if (SAFE_METHODS.has(method)) return undefined;
  const { origin, host = '' } = headers;
  const site = headers['sec-fetch-site'];
  const isOwn =
    (origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`) &&
    (site === undefined || site === 'same-origin' || site === 'none');
  return isOwn ? undefined : 'Only pages of the inspector itself may change anything here.';
}
