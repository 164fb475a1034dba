import { hexRows } from '../text/hex-rows';
import { isText } from '../text/is-text';
import { parseJsonTree, type JsonProblem, type JsonTree } from './json-tree';

const MAX_TEXT_CHARACTERS = 256 * 1024;
const MAX_HEX_BYTES = 16 * 1024;

/** A body as a page shows it. Where `cut`, there is more than that. */
export type BodyView =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly tree: JsonTree }
  | { readonly kind: 'broken-json'; readonly text: string; readonly problem: JsonProblem }
  | { readonly kind: 'form'; readonly fields: readonly (readonly [string, string])[] }
  | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
  | { readonly kind: 'hex'; readonly rows: readonly string[]; readonly cut: boolean };

/** Lays a body out by what it is; its type decides only what the bytes leave open. */
export function viewBody(body: Buffer, contentType = ''): BodyView {
  if (body.length === 0) return { kind: 'empty' };
  if (!isText(body)) {
    const rows = hexRows(body.subarray(0, MAX_HEX_BYTES));
    return { kind: 'hex', rows, cut: body.length > MAX_HEX_BYTES };
  }
  const text = body.toString('utf8');
  const view = text.length <= MAX_TEXT_CHARACTERS ? viewShort(text, contentType) : undefined;
  return view ?? plain(text);
}

function viewShort(text: string, contentType: string): BodyView | undefined {
  const isCalledJson = /\bjson\b/i.test(contentType);
  if (isCalledJson || /^\s*[{[]/.test(text)) {
    const parsed = parseJsonTree(text);
    if ('tree' in parsed) return { kind: 'json', tree: parsed.tree };
    if (isCalledJson) return { kind: 'broken-json', text, problem: parsed.problem };
  }
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    return { kind: 'form', fields: [...new URLSearchParams(text)] };
  }
  return undefined;
}

function plain(text: string): BodyView {
  return {
    kind: 'text',
    text: text.slice(0, MAX_TEXT_CHARACTERS),
    cut: text.length > MAX_TEXT_CHARACTERS,
  };
}
