import { isUtf8 } from 'node:buffer';

/** A header as it stands on the wire, in latin1: case, order and repeats of names are kept. */
export type Header = readonly [name: string, value: string];

/** What a request and an answer have alike. */
export interface Message {
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

export interface HttpRequest extends Message {
  readonly method: string;
  /** The request target as it stands on the wire: path and query, not decoded. */
  readonly url: string;
}

/** Gives the first value of a header, by its name in lower case. */
export function headerOf({ headers }: Pick<Message, 'headers'>, name: string): string | undefined {
  return headers.find(([sent]) => sent.toLowerCase() === name)?.[1];
}

/**
 * Sets the one header of a name: in the place of the first that stood, in its case, or else before what tells the
 * body's type. Takes it out if there is no value.
 */
export function withHeader(
  headers: readonly Header[],
  name: string,
  value: string | undefined,
): readonly Header[] {
  const indexOf = (wanted: string): number =>
    headers.findIndex(([other]) => other.toLowerCase() === wanted);
  const stood = indexOf(name.toLowerCase());
  const type = indexOf('content-type');
  const place = stood >= 0 ? stood : type >= 0 ? type : headers.length;
  const isOther = ([other]: Header): boolean => other.toLowerCase() !== name.toLowerCase();
  return [
    ...headers.slice(0, place),
    ...(value === undefined ? [] : [[headers[stood]?.[0] ?? name, value] as const]),
    ...headers.slice(place).filter(isOther),
  ];
}

/** Gives headers as people read them: what is UTF-8 as such, and all else as Latin-1. */
export function readableHeaders(headers: readonly Header[]): Header[] {
  return headers.map(([name, value]) => [name, readable(value)]);
}

/** Gives what people wrote as it is to stand on the wire: what they left as it was stays, and all else is UTF-8. */
export function writtenHeaders(
  written: readonly Header[],
  originals: readonly Header[],
): readonly Header[] {
  return written.map(([name, value]) => {
    const original = originals.find(
      ([other, bytes]) =>
        other.toLowerCase() === name.toLowerCase() && [bytes, readable(bytes)].includes(value),
    );
    return [name, original?.[1] ?? Buffer.from(value).toString('latin1')];
  });
}

function readable(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : value;
}

/** Pairs what Node gives as `rawHeaders`. */
export function headersFrom(raw: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers.push([raw[index] ?? '', raw[index + 1] ?? '']);
  }
  return headers;
}

/** Writes what stands before a body, with the empty line at its end. */
export function headOf(startLine: string, headers: readonly Header[]): string {
  return [startLine, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

/** Reads the headers in a head. */
export function headersIn(head: string): Header[] {
  const [, ...lines] = head.split('\r\n');
  return lines.map(parseHeader).filter((header) => header !== undefined);
}

/** Writes a message as it was on the wire, in latin1 but for the body. */
export function messageBytes({ head, body }: { head: string; body: Buffer }): Buffer {
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** Writes a request as it was on the wire. Only the framing of a chunked body is not there: it is kept as one. */
export function requestBytes(request: HttpRequest & { readonly httpVersion: string }): Buffer {
  const { method, url, httpVersion, headers, body } = request;
  return messageBytes({ head: headOf(`${method} ${url} HTTP/${httpVersion}`, headers), body });
}

/**
 * Reads a request as it was on the wire: what `GET /api/requests/http/:id` has as `request.raw`, and ngrok's
 * agent too.
 *
 * @returns undefined if the bytes are none
 */
export function parseRequest(raw: Buffer): HttpRequest | undefined {
  const end = raw.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = raw.toString('latin1', 0, end);
  const [start = '', ...lines] = head.split('\r\n');
  const [, method, url] = /^(\S+) (\S+) HTTP\/\d\.\d$/.exec(start) ?? [];
  const headers = headersIn(head);
  if (method === undefined || url === undefined || headers.length < lines.length) return undefined;
  return { method, url, headers, body: raw.subarray(end + 4) };
}

function parseHeader(line: string): Header | undefined {
  const colon = line.indexOf(':');
  return colon < 1 ? undefined : [line.slice(0, colon), line.slice(colon + 1).trim()];
}
