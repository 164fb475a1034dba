import type { ForwardTarget } from '../config/forward-to';
import { headerOf, withHeader, type Header, type HttpRequest } from '../http/message';

/** Headers that are meant for the next hop alone: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = [
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'proxy-authenticate', 'proxy-authorization', 'expect'],
];

/**
 * Makes of a delivery what its target gets: the same method, body and headers in their order, so that an app can check
 * the signature; without those for one hop, and with the target's own Host.
 */
export function requestFor(
  { url, hasPath }: Pick<ForwardTarget, 'url' | 'hasPath'>,
  delivery: HttpRequest,
): HttpRequest {
  const { method, body } = delivery;
  const dropped = [...HOP_BY_HOP, ...namedByConnection(delivery)];
  const left = delivery.headers.filter(([name]) => !dropped.includes(name.toLowerCase()));
  const hosted: readonly Header[] = left.some(([name]) => name.toLowerCase() === 'host')
    ? withHeader(left, 'Host', url.host)
    : [['Host', url.host], ...left];
  // Instead of the framing that a chunked body had.
  const isFramed = body.length === 0 || headerOf({ headers: hosted }, 'content-length');
  const headers = isFramed ? hosted : withHeader(hosted, 'Content-Length', String(body.length));
  return { method, url: hasPath ? url.pathname + url.search : pathOf(delivery.url), headers, body };
}

/** Takes what a proxy is asked for as what it means: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
function pathOf(url: string): string {
  if (url.startsWith('/') || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function namedByConnection({ headers }: Pick<HttpRequest, 'headers'>): string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) =>
      value
        .toLowerCase()
        .split(',')
        .map((name) => name.trim()),
    );
}
