/*
 * What a terminal may act on, or what makes a line look other than it is: control characters (C0, DEL, C1),
 * format characters such as bidirectional overrides (two joiners excepted, which emoji and Persian need),
 * line and paragraph separators, and lone surrogates. See https://www.unicode.org/reports/tr36/
 */
const UNSAFE = /(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Almost all text is printable ASCII, which these skip several times faster than UNSAFE can. */
const NOT_PLAIN = /[^\x20-\x7e]+/g;
const NOT_PLAIN_OR_NEWLINE = /[^\x20-\x7e\n]+/g;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return NAMED[character] ?? `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

function jsonEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** Makes one line of text safe to print: what a terminal could act on is spelled out, as in `\x1b`. */
export function escapeLine(text: string): string {
  return text.replace(NOT_PLAIN, (run) => run.replace(UNSAFE, visible));
}

/** Escapes as `escapeLine` does, but newlines stay. */
export function escapeLines(text: string): string {
  return text.replace(NOT_PLAIN_OR_NEWLINE, (run) => run.replace(UNSAFE, visible));
}

/** Escapes as `escapeLines` does, with two spaces before each line, so that none can be taken for one that we write. */
export function escapeBlock(text: string): string {
  return `  ${escapeLines(text).replaceAll('\n', '\n  ')}`;
}

/** Escapes as `escapeLine` does, for serialised JSON: what it gives is still JSON, and means the same. */
export function escapeJson(json: string): string {
  return json.replace(NOT_PLAIN, (run) => run.replace(UNSAFE, jsonEscape));
}
