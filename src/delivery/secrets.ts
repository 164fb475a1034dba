import type { Header, HttpRequest } from '../http/message';

/** What gives access to something goes by many names; a CircleCI API token is easily sent by mistake. */
const SECRET_NAME = /authorization|cookie|token|secret|api[-_]?key|password|session/i;

const MASK = '[masked]';

/**
 * A parameter of a query, wherever an address stands. No mark is part of a name: a long text of them would take time
 * with the square of it.
 */
const PARAMETER = /([?&]([^?&=#\s]+)=)[^&#\s]+/g;

/** What of a request may have secrets beside its body. */
type Head = Pick<HttpRequest, 'url' | 'headers'>;

/**
 * Masks what gives access to something in the headers of a request and in the query of its address, going by their
 * names. A body stays as it is.
 */
export function withoutSecrets<Request extends Head>(request: Request): Request {
  return { ...request, url: maskQuery(request.url), headers: request.headers.map(maskHeader) };
}

/** Finds where a request has secrets: in the `address`, or in headers, by their names. */
export function secretsOf({ url, headers }: Head): string[] {
  const names = headers
    .filter((header) => maskHeader(header)[1] !== header[1])
    .map(([name]) => name);
  const places = maskQuery(url) === url ? names : ['address', ...names];
  return [...new Map(places.map((name) => [name.toLowerCase(), name])).values()];
}

function maskHeader(header: Header): Header {
  const [name, value] = header;
  if (value === '') return header;
  return [name, SECRET_NAME.test(name) ? MASK : maskQuery(value)];
}

function maskQuery(address: string): string {
  return address.replace(PARAMETER, (parameter, start: string, name: string) =>
    SECRET_NAME.test(decoded(name)) ? start + MASK : parameter,
  );
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // no encoding of any text: it stands for itself
  }
}
