import { parseBody } from '../circleci/summary';
import { compactJson } from '../text/compact-json';
import { indentJson } from '../text/indent-json';

/** More would take long to be laid out, in which nothing else runs. */
const MAX_INDENTED_CHARACTERS = 256 * 1024;

/** How a body of JSON is spaced when it is sent: as it was before it was edited, in one line, or as the editor shows it. */
export const SPACINGS = ['as-it-was', 'compact', 'as-shown'] as const;

export type Spacing = (typeof SPACINGS)[number];

/** Indents a body for an editor; what is no JSON, or has line breaks of its own, stays as it is. */
export function shownBody(text: string): string {
  if (text.length > MAX_INDENTED_CHARACTERS || text.includes('\n') || !isJson(text)) return text;
  const indented = indentJson(text, 4 * MAX_INDENTED_CHARACTERS);
  return indented.cut ? text : indented.text;
}

/**
 * Spaces a body of JSON as it is to be sent. Numbers, key order and repeated keys stay as they are written.
 *
 * @param text as the editor has it
 * @param original as it came
 */
export function spacedBody(text: string, original: string, spacing: Spacing): string {
  if (spacing === 'as-shown' || !isJson(text)) return text;
  if (spacing === 'compact') return compactJson(text);
  if (!isJson(original)) return text;
  if (compactJson(text) === compactJson(original)) return original;
  return original.includes('\n') ? text : compactJson(text);
}

function isJson(text: string): boolean {
  return parseBody(Buffer.from(text)) !== undefined;
}
