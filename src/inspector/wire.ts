import { headerOf, type Header } from '../delivery/delivery';
import type { KeptDelivery } from '../store/delivery-store';

/**
 * A request as it was on the wire, in latin1 but for the body. Only the framing of a chunked body is not
 * there: it is kept as one.
 */
export function rawRequest({ method, url, httpVersion, headers, body }: RawRequest): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${url} HTTP/${httpVersion}`, ...lines, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

type RawRequest = Pick<KeptDelivery, 'method' | 'url' | 'httpVersion' | 'headers' | 'body'>;

/** The answer as it was on the wire; empty where there is none. */
export function rawAnswer({ answer }: Pick<KeptDelivery, 'answer'>): Buffer {
  if (answer === undefined) return Buffer.alloc(0);
  return Buffer.concat([Buffer.from(answer.head, 'latin1'), answer.body]);
}

/** The headers in the head of an answer. */
export function headersOf(head: string): Header[] {
  const [, ...lines] = head.split('\r\n');
  return lines
    .filter((line) => line.includes(':'))
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
}

/** The address at which the sender called: a tunnel tells it in headers of its own. */
export function publicUrl(delivery: Pick<KeptDelivery, 'url' | 'headers'>): string {
  const host = headerOf(delivery, 'x-forwarded-host') ?? headerOf(delivery, 'host') ?? 'localhost';
  const protocol = headerOf(delivery, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  return /^\w+:\/\//.test(delivery.url) ? delivery.url : `${protocol}://${host}${delivery.url}`;
}
