import { isText } from '../text/is-text';
import { headerOf, type HttpRequest } from './message';

/** What curl sends by itself, and must be told to leave out if the original had none. */
const SENT_BY_CURL = ['Host', 'Accept', 'User-Agent', 'Content-Type', 'Expect'];

/** An argument may have 128 KiB on Linux; longer bodies go through standard input. */
const MAX_ARGUMENT_BYTES = 64 * 1024;

const BYTES_AT_ONCE = 16 * 1024;

/** What can stand in a command as it is: pasting must not do anything else than send. */
const PLAIN = /^[\x20-\x7e\n]*$/;
const PRINTABLE = /^[\x20-\x7e\n\p{L}\p{M}\p{N}\p{P}\p{S}]*$/u;

/**
 * Writes a command for any POSIX shell that sends the same bytes with curl: method, path, headers and body.
 *
 * @param origin where to, as in `http://127.0.0.1:3000`
 * @see https://curl.se/docs/manpage.html
 */
export function curlCommand(request: HttpRequest, origin: string): string {
  return [...curlPieces(request, origin)].join('');
}

/** Writes the same in pieces: the bytes of a large body take long. */
export function* curlPieces(request: HttpRequest, origin: string): Generator<string> {
  const { method, url, headers, body } = request;
  const hasBody = body.length > 0;
  const isArgument =
    body.length <= MAX_ARGUMENT_BYTES && isText(body) && PRINTABLE.test(body.toString());
  const sent = headers.filter(([name]) => !(hasBody && /^content-length$/i.test(name)));
  const left = SENT_BY_CURL.filter((name) => headerOf(request, name.toLowerCase()) === undefined);
  const isOld = left.includes('Host'); // as HTTP/1.0 alone may be
  const lines = [
    `curl ${isOld ? '--http1.0 ' : ''}--globoff --path-as-is ${method === 'HEAD' ? '--head' : `--request ${shellWord(method)}`}`,
    ...target(url, origin),
    ...sent.map(([name, value]) => `--header ${shellWord(headerArgument(name, value))}`),
    ...left.map((name) => `--header '${name}:'`),
    ...(hasBody ? [isArgument ? `--data-raw ${quoted(body.toString())}` : '--data-binary @-'] : []),
  ];
  if (hasBody && !isArgument) {
    yield "printf '";
    for (let start = 0; start < body.length; start += BYTES_AT_ONCE) {
      yield octal(body.subarray(start, start + BYTES_AT_ONCE));
    }
    yield "' | ";
  }
  yield lines.join(' \\\n  ');
}

/** Gives the arguments that name the target: curl takes a fragment off an URL, and makes sense of what is no path. */
function target(url: string, origin: string): string[] {
  const isPath = url.startsWith('/') && !url.includes('#');
  return isPath ? [shellWord(origin + url)] : [`--request-target ${shellWord(url)}`, `${origin}/`];
}

function headerArgument(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

/** Quotes a word of a command, from latin1 as it stands in a request's head. */
function shellWord(text: string): string {
  return PLAIN.test(text) ? quoted(text) : `"$(printf '${octal(Buffer.from(text, 'latin1'))}')"`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Bytes for the format of printf, in ASCII without control characters, and not taken for an option. */
function octal(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/^-|[^\x20-\x7e]|['%\\]/g, (character) => {
    return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
}
