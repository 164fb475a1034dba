import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { renderToString } from 'preact-render-to-string';
import { Problem } from './problem';
import { sendProblem } from './problems';
import { LedHere } from './views/led-here';

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
 * this address (DNS rebinding) or they only send requests here (CSRF). They may not even have something loaded: that
 * takes time, may be measured, and saves files. Who follows a link on one of them is shown the way on.
 *
 * @see https://fetch.spec.whatwg.org/#origin-header
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export const refuseOthers: RequestHandler = (req, res, next) => {
  const problem = whyRefused(req);
  if (problem === undefined) {
    next();
  } else if (isOwnHost(req) && isVisit(req)) {
    const address = `http://${req.headers.host ?? ''}${req.originalUrl}`;
    const html = renderToString(<LedHere address={address} />);
    res.status(403).set('Cache-Control', 'no-store').type('html').send(`<!doctype html>${html}`);
  } else {
    sendProblem(res, new Problem(403, problem));
  }
};

function whyRefused(req: IncomingMessage): string | undefined {
  if (!isOwnHost(req)) {
    return 'The inspector is private: it answers to localhost and 127.0.0.1 alone.';
  }
  if (!SAFE_METHODS.has(req.method ?? '') && isForeignChange(req)) {
    return 'Only pages of the inspector itself may change anything here.';
  }
  return req.headers['sec-fetch-site'] === 'cross-site'
    ? 'The inspector is private: pages of other sites may load nothing here.'
    : undefined;
}

function isOwnHost({ headers: { host } }: IncomingMessage): boolean {
  return host !== undefined && OWN_HOSTS.has(host.replace(/:\d+$/, '').toLowerCase());
}

function isForeignChange({ headers }: IncomingMessage): boolean {
  const { origin, host = '' } = headers;
  const site = headers['sec-fetch-site'];
  const isOwn =
    (origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`) &&
    (site === undefined || site === 'same-origin' || site === 'none');
  return !isOwn;
}

/** Tells whether a person follows a link, in a window of its own. */
function isVisit({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}
