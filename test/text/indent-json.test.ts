import fc from 'fast-check';
import { indentJson } from '../../src/text/indent-json';

const LIMIT = 100_000;

test('what JSON.stringify writes is indented as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (json, space) => {
      const { text, cut } = indentJson(JSON.stringify(json, null, space), LIMIT);
      expect(text).toBe(JSON.stringify(json, null, 2));
      expect(cut).toBe(false);
    }),
  );
});

test('numbers, escapes, key order and repeated keys stay as they were written', () => {
  const json = '{"b":12345678901234567890,"1":1.0e+2,"b":"\\u00e9\\/ \\" {,}","a":-0,"":null}';
  expect(indentJson(json, LIMIT).text).toBe(
    [
      '{',
      '  "b": 12345678901234567890,',
      '  "1": 1.0e+2,',
      '  "b": "\\u00e9\\/ \\" {,}",',
      '  "a": -0,',
      '  "": null',
      '}',
    ].join('\n'),
  );
});

test('deep nesting stops at the limit', () => {
  const { text, cut } = indentJson('['.repeat(50_000) + ']'.repeat(50_000), 1000);
  expect(cut).toBe(true);
  expect(text).toHaveLength(1000);
});
