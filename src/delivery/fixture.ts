import { z } from 'zod';
import { anonymise, AnonymiseError } from '../circleci/anonymise';
import { isNestedTooDeeply } from '../circleci/nesting';
import { parseBody } from '../circleci/summary';
import { headerOf, type Message } from '../http/message';
import { compactJson } from '../text/compact-json';
import { membersOf, parseParts } from '../text/edit-json';
import { isText } from '../text/is-text';

/** What of a request is CircleCI's own. All else tells of whoever received it, or of their tunnel. */
const KEPT_HEADERS = ['accept-encoding', 'circleci-event-type', 'content-type', 'user-agent'];

/** CircleCI's bodies have a few kB; laying out much larger ones, and looking for people in them, would hold up all else. */
const MAX_LAID_OUT_BYTES = 64 * 1024;

/**
 * Writes a delivery as JSON that is fit for a repository: the same one always gives the same text, and there
 * is neither a signature in it nor anything that a tunnel added. The body stands there as JSON if that gives its very
 * bytes back and it is no larger or more deeply nested than an event, and else as text or base64.
 *
 * @param options.anonymised whether to replace the people in it
 * @throws {AnonymiseError} if it cannot be anonymised
 */
export function writeFixture(
  content: Message,
  { anonymised }: { readonly anonymised: boolean },
): string {
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headerOf(content, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const body = bodyFields(anonymised ? anonymisedBody(content.body) : content.body);
  return `${JSON.stringify({ fixture: 1, headers, ...body }, null, 2)}\n`;
}

const fixtureSchema = z
  .looseObject({ fixture: z.literal(1), headers: z.record(z.string(), z.string()) })
  .and(
    z.union([
      z.looseObject({ body: z.unknown() }).refine((fixture) => 'body' in fixture),
      z.looseObject({ body_text: z.string() }),
      z.looseObject({ body_base64: z.base64() }),
    ]),
  );

/**
 * Reads a fixture.
 *
 * @param text the file
 * @returns undefined if it is none
 */
export function parseFixture(text: string): Message | undefined {
  const parsed = fixtureSchema.safeParse(parseBody(Buffer.from(text)));
  if (!parsed.success) return undefined;
  return { headers: Object.entries(parsed.data.headers), body: bodyOf(parsed.data, text) };
}

function bodyOf(fixture: Readonly<Record<string, unknown>>, text: string): Buffer {
  const { body_text: bodyText, body_base64: base64 } = fixture;
  if (typeof bodyText === 'string') return Buffer.from(bodyText);
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
  const body = membersOf(parseParts(text)).findLast(({ name }) => name === 'body')?.value;
  return Buffer.from(body ? compactJson(text.slice(body.offset, body.offset + body.length)) : '');
}

function bodyFields(body: Buffer): Readonly<Record<string, unknown>> {
  const json = parseExactly(body);
  if (json !== undefined) return { body: json.value };
  return isText(body) ? { body_text: body.toString() } : { body_base64: body.toString('base64') };
}

/** Parses JSON that serialises to the same bytes again, and is no larger or more deeply nested than an event. */
function parseExactly(body: Buffer): { readonly value: unknown } | undefined {
  if (body.length > MAX_LAID_OUT_BYTES || isNestedTooDeeply(body.toString())) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return Buffer.from(JSON.stringify(value)).equals(body) ? { value } : undefined;
  } catch {
    return undefined; // not JSON
  }
}

function anonymisedBody(body: Buffer): Buffer {
  if (body.length > MAX_LAID_OUT_BYTES) {
    throw new AnonymiseError('The body is larger than the 64 kB in which people are looked for.');
  }
  if (parseBody(body) === undefined) {
    throw new AnonymiseError('The body is not JSON: who is mentioned in it cannot be made out.');
  }
  return Buffer.from(anonymise(body.toString('utf8')));
}
