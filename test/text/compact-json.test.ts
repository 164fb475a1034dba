import fc from 'fast-check';
import { compactJson } from '../../src/text/compact-json';
import { indentJson } from '../../src/text/indent-json';

test('takes out the white space alone', () => {
  expect(
    compactJson('{ "n" : 1152921506151679042,\r\n\t"a b":[1E400, "\\" \\\\" ], "n":-0.0 }\n'),
  ).toBe('{"n":1152921506151679042,"a b":[1E400,"\\" \\\\"],"n":-0.0}');
});

test('gives back what was indented', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(compactJson(indentJson(json, Infinity).text)).toBe(compactJson(json));
    }),
  );
});

test('comes to an end, also with very many escapes', () => {
  const json = JSON.stringify('\n'.repeat(2_000_000));
  expect(compactJson(json)).toBe(json);
});
