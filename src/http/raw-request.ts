import type { Header } from '../delivery/delivery';
import type { OutgoingRequest } from './send-request';

/**
 * Reads a request as it was on the wire: what `GET /api/requests/http/:id` has as `request.raw`, and ngrok's
 * agent too.
 *
 * @returns undefined where the bytes are none
 */
export function parseRawRequest(raw: Buffer): OutgoingRequest | undefined {
  const end = raw.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [start = '', ...lines] = raw.toString('latin1', 0, end).split('\r\n');
  const [, method, path] = /^(\S+) (\S+) HTTP\/\d\.\d$/.exec(start) ?? [];
  if (method === undefined || path === undefined) return undefined;
  const headers: Header[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) return undefined;
    headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
  return { method, path, headers, body: raw.subarray(end + 4) };
}
