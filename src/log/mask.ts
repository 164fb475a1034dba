import type { Header } from '../delivery/delivery';

/** Headers whose values give access to something: a CircleCI API token is easily sent by mistake. */
const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'circle-token']);

/** Replaces the value of a header that must not stand in a log. */
export function maskHeader(header: Header): Header {
  const [name] = header;
  return SECRET_HEADERS.has(name.toLowerCase()) ? [name, '[masked]'] : header;
}
