import { assign, parseAssignment } from '../../src/cli/send/assign';

test.each<[string, unknown, unknown]>([
  ['a=text', { a: 1 }, { a: 'text' }],
  ['a=7', {}, { a: 7 }],
  ['a=null', {}, { a: null }],
  ['a=', { a: 1 }, { a: '' }],
  ['a="7"', {}, { a: '7' }],
  ['a={"b":[1]}', {}, { a: { b: [1] } }],
  ['a.b=x=y', { a: { c: 1 } }, { a: { c: 1, b: 'x=y' } }],
  ['a.b.c=1', { a: 'text' }, { a: { b: { c: 1 } } }],
  ['a.b=1', null, { a: { b: 1 } }],
])('%s sets a field of %j', (text, json, expected) => {
  const assignment = parseAssignment(text);
  expect(assignment && assign(json, assignment)).toEqual(expected);
});

test('keeps the order of keys, and does not change what it is given', () => {
  const json = { b: { d: 1, c: 2 }, a: 3 };
  const result = assign(json, { path: ['b', 'd'], value: 9 });
  expect(JSON.stringify(result)).toBe('{"b":{"d":9,"c":2},"a":3}');
  expect(json.b.d).toBe(1);
});

test('has no way to a prototype', () => {
  const result = assign({}, { path: ['__proto__', 'polluted'], value: true });
  expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
