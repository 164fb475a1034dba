import { stripVTControlCharacters } from 'node:util';
import { escapeLines } from '../text/escape';

/** Tab stops are 8 apart on a terminal, but what stands behind one here begins anywhere. */
const TAB = '    ';

/** Makes what a job wrote fit to be read anywhere: without colours, and with what else a terminal acts on spelled out. */
export function visible(text: string): string {
  const plain = stripVTControlCharacters(text).replace(/\r+\n/g, '\n').replaceAll('\t', TAB);
  return escapeLines(plain.toWellFormed());
}

/** Gives the end of a text, so many bytes at most, from the start of a line if there is one. */
export function endOf(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const end = bytes
    .subarray(-maxBytes)
    .toString()
    .replace(/^\ufffd+/, '');
  const line = end.indexOf('\n') + 1;
  return line < end.length / 2 ? end.slice(line) : end;
}

/** Gives the start of a text, so many characters at most. */
export function startOf(text: string, maxCharacters: number): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters).toWellFormed()}…` : text;
}
