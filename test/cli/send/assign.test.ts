import { assign, parseAssignment } from '../../../src/cli/send/assign';
import { UsageError } from '../../../src/cli/framework/errors';

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
  ['a.0.b=2', { a: [{ b: 1, c: 3 }, 4] }, { a: [{ b: 2, c: 3 }, 4] }],
  ['a.1=x', { a: [1, 2, 3] }, { a: [1, 'x', 3] }],
  ['a.2.b=1', { a: [1, 2] }, { a: [1, 2, { b: 1 }] }],
  ['a.0.0=1', { a: [] }, { a: [{ 0: 1 }] }],
  ['a.0=1', { a: {} }, { a: { 0: 1 } }],
  ['a.-1=1', { a: [1] }, { a: { '-1': 1 } }],
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

test.each(['2', '7', '99999999999999999999'])('has no element %s in a list of one', (key) => {
  const set = (): unknown => assign({ a: [1] }, { path: ['a', key], value: 0 });
  expect(set).toThrow(UsageError);
  expect(set).toThrow('of a list that has 1: use 0 to 1, which appends.');
});

test('has no way to a prototype', () => {
  const result = assign({}, { path: ['__proto__', 'polluted'], value: true });
  expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}');
  const inList = assign([{}], { path: ['0', '__proto__', 'polluted'], value: true });
  expect(JSON.stringify(inList)).toBe('[{"__proto__":{"polluted":true}}]');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
