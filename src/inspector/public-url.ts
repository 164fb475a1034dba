import type { HttpRequest } from '../http/message';

type Head = Pick<HttpRequest, 'url' | 'headers'>;

/** What cannot stand in an address as it is: https://www.rfc-editor.org/rfc/rfc3986#section-3.3 */
const NOT_IN_ADDRESS = /%(?![0-9a-f]{2})|[^\w\-.~!$&'()*+,;=:@/?%]/gi;

/**
 * Tells the address at which the sender called: a tunnel tells it in headers of its own. All of it is the sender's
 * word, so that what makes no address is left aside.
 */
export function publicUrl(request: Head): string {
  const { url } = request;
  const [, scheme = '', named = '', rest = ''] = /^(https?):\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  if (isHost(named)) return address(scheme, named, rest);
  const hosts = [lastOf(request, 'x-forwarded-host'), lastOf(request, 'host')];
  const isSecure = lastOf(request, 'x-forwarded-proto').toLowerCase() === 'https';
  return address(isSecure ? 'https' : 'http', hosts.find(isHost) ?? 'localhost', url);
}

function address(scheme: string, host: string, target: string): string {
  const path = target.replace(
    NOT_IN_ADDRESS,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return `${scheme}://${host}${path.startsWith('/') ? '' : '/'}${path}`;
}

/** Gives the last element of a header that is a list: the nearest proxy put it there. */
function lastOf({ headers }: Head, name: string): string {
  const values = headers.filter(([sent]) => sent.toLowerCase() === name).map(([, value]) => value);
  return values.join(',').split(',').at(-1)?.trim() ?? '';
}

function isHost(host: string): boolean {
  return /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(host) && URL.canParse(`http://${host}`);
}
