import { shownBody, spacedBody } from '../../src/inspector/spacing';

const ONE_LINE = '{"b":1152921506151679042,"a":[1E400,-0,1.0],"b":"\\u0041 \\" ,","e":{}}';

test('a body in one line is indented, and no number, key or escape of it changes', () => {
  const shown = shownBody(ONE_LINE);
  expect(shown.split('\n').slice(0, 4)).toEqual([
    '{',
    '  "b": 1152921506151679042,',
    '  "a": [',
    '    1E400,',
  ]);
  expect(spacedBody(shown, ONE_LINE, 'as-it-was')).toBe(ONE_LINE);
  expect(spacedBody(shown, ONE_LINE, 'compact')).toBe(ONE_LINE);
  expect(spacedBody(shown, ONE_LINE, 'as-shown')).toBe(shown);
});

test.each(['{"a":1,}', 'text', '', '{\n"a":1}', '\ufeff{"a":1}'])(
  '%j is shown as it is',
  (text) => {
    expect(shownBody(text)).toBe(text);
  },
);

test.each([
  ['a change of a single line goes as one', '{ "a":1}', '{\n  "a": 2\n}', '{"a":2}'],
  ['the very white space that came stays', '{ "a" : 1}', '{\n  "a": 1\n}', '{ "a" : 1}'],
  ['a change of several lines goes as it stands', '{\n"a":1}', '{\n"a":2}', '{\n"a":2}'],
  ['what is no JSON goes as it stands', '{"a":1}', '{"a": 1,', '{"a": 1,'],
  ['what becomes JSON goes as it stands', 'text', '{"a": 1}', '{"a": 1}'],
])('as it was, %s', (_, original, text, expected) => {
  expect(spacedBody(text, original, 'as-it-was')).toBe(expected);
});
