import { headerOf, type HttpRequest } from '../http/message';

/** The address at which the sender called: a tunnel tells it in headers of its own. */
export function publicUrl(delivery: Pick<HttpRequest, 'url' | 'headers'>): string {
  const host = headerOf(delivery, 'x-forwarded-host') ?? headerOf(delivery, 'host') ?? 'localhost';
  const protocol = headerOf(delivery, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  return /^\w+:\/\//.test(delivery.url) ? delivery.url : `${protocol}://${host}${delivery.url}`;
}
