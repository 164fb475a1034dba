import type { Header } from '../delivery';

/** Headers whose values give access to something: a CircleCI API token is easily sent by mistake. */
const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'circle-token']);

/** Replaces the values of headers that must not stand in a log. */
export function maskHeaders(headers: readonly Header[]): Header[] {
  return headers.map(([name, value]) => [
    name,
    SECRET_HEADERS.has(name.toLowerCase()) ? '[masked]' : value,
  ]);
}
