import { z } from 'zod';
import type { Secrets } from '../circleci/signature';
import { readableHeaders, type Header, type HttpRequest } from '../http/message';
import { isText } from '../text/is-text';
import type { KeptDelivery } from '../store/delivery-store';
import { signsByDefault, type Modification } from './modify';
import { Problem } from './problem';
import { shownBody, spacedBody, SPACINGS, type Spacing } from './spacing';

/** What stands in the fields of an editor. */
export interface Draft extends Omit<HttpRequest, 'body'> {
  readonly body: string;
  /** How the body stands in its field: binary ones as base64. */
  readonly bodyAs: 'text' | 'base64';
  readonly spacing: Spacing;
  readonly sign: boolean;
  readonly target: string;
}

/** What a text area of HTML could not hold as it is. */
const UNEDITABLE = /(?![\t\n\r])\p{Cc}/u;

/** Makes what an editor begins with. */
export function draftOf(
  delivery: KeptDelivery,
  secrets: Secrets | undefined,
  target: string,
): Draft {
  const { method, url, headers, body } = delivery;
  const text = isText(body) ? body.toString('utf8') : undefined;
  const isEditable = text !== undefined && !UNEDITABLE.test(text);
  return {
    method,
    url,
    headers: readableHeaders(headers),
    body: isEditable ? shownBody(text) : body.toString('base64'),
    bodyAs: isEditable ? 'text' : 'base64',
    spacing: 'as-it-was',
    sign: signsByDefault(delivery, secrets),
    target,
  };
}

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]).default([]);

const formSchema = z.object({
  method: z.string().trim(),
  url: z.string().trim(),
  headerName: texts,
  headerValue: texts,
  body: z.string(),
  bodyAs: z.enum(['text', 'base64']),
  spacing: z.enum(SPACINGS).default('as-it-was'),
  sign: z.string().optional(),
  target: z.string().trim().default(''),
});

/**
 * Reads what was sent from an editor.
 *
 * @throws {Problem} if it does not come from one
 */
export function parseDraft(form: unknown): Draft {
  const parsed = formSchema.safeParse(form);
  if (!parsed.success) throw new Problem(400, 'The form is not complete: load it again.');
  const { headerName, headerValue, sign, ...fields } = parsed.data;
  const headers = headerName
    .map((name, index): Header => [name.trim(), headerValue[index] ?? ''])
    .filter(([name]) => name !== '');
  return { ...fields, body: withoutReturns(fields.body), headers, sign: sign !== undefined };
}

/**
 * Reads what a draft changes.
 *
 * @throws {Problem} if the body is to be base64, and is not
 */
export function modificationOf(draft: Draft, original: KeptDelivery): Modification {
  const { method, url, headers, sign } = draft;
  const body = bodyOf(draft, original.body);
  return { method, url, headers, sign, ...(!body.equals(original.body) && { body }) };
}

/** Browsers send line ends as CR LF and show them as LF, whatever they were: one must not come back changed. */
function bodyOf({ body: shown, bodyAs, spacing }: Draft, original: Buffer): Buffer {
  if (bodyAs === 'base64') {
    const base64 = shown.replace(/\s/g, '');
    if (!z.base64().safeParse(base64).success) throw new Problem(400, 'The body is not base64.');
    return Buffer.from(base64, 'base64');
  }
  const before = original.toString('utf8');
  const body = spacedBody(shown, withoutReturns(before), spacing);
  if (withoutReturns(before) === body) return original;
  const [end = '\n', ...others] = new Set(before.match(/\r\n?|\n/g));
  return Buffer.from(others.length === 0 ? body.replaceAll('\n', end) : body);
}

function withoutReturns(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
