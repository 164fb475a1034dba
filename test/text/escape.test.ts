import fc from 'fast-check';
import { escapeJson, escapeLine, escapeLines } from '../../src/text/escape';

test.each([
  ['plain ASCII, "quotes" and \\', 'plain ASCII, "quotes" and \\'],
  ['Déjà vu, 日本語, 👩‍👩‍👧 and می‌خواهم', 'Déjà vu, 日本語, 👩‍👩‍👧 and می‌خواهم'],
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
  ['\u009b31m', '\\x9b31m'],
  ['a\r\nb\tc\bd\u007f', 'a\\r\\nb\\tc\\x08d\\x7f'],
  ['\u202Egnp.exe', '\\u202egnp.exe'],
  ['\u2028\u2029\ufeff\u200b', '\\u2028\\u2029\\ufeff\\u200b'],
  ['\u{e0041}', '\\u{e0041}'],
  ['\ud800', '\\ud800'],
])('%j is printed as %s', (text, printed) => {
  expect(escapeLine(text)).toBe(printed);
});

test('newlines stay where there may be several lines', () => {
  expect(escapeLines('a\nb\r\nc')).toBe('a\nb\\r\nc');
});

describe('for any text', () => {
  const text = fc.string({ unit: 'binary' });
  const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

  test('nothing is left that a terminal could act on', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(escapeLine(any)).not.toMatch(unsafe);
        expect(escapeLines(any).replaceAll('\n', '')).not.toMatch(unsafe);
      }),
    );
  });

  test('escaped JSON means the same', () => {
    fc.assert(
      fc.property(text, fc.jsonValue(), (any, json) => {
        const escaped = escapeJson(JSON.stringify([any, json]));
        expect(escaped).not.toMatch(unsafe);
        expect(JSON.parse(escaped)).toEqual(JSON.parse(JSON.stringify([any, json])));
      }),
    );
  });
});
