import {
  assign as assignJson,
  parseAssignment,
  type Assignment,
} from '../../../src/cli/send/assign';
import { UsageError } from '../../../src/cli/framework/errors';

function assign(json: unknown, assignment: Assignment): unknown {
  return JSON.parse(assignJson(JSON.stringify(json), assignment));
}

test.each([
  [
    'job.number=1152921506151679042',
    '{"job":{"number":7}}',
    '{"job":{"number":1152921506151679042}}',
  ],
  ['a=1E400', '{}', '{"a":1E400}'],
  ['a= 1.0 ', '{"a":{}}', '{"a":1.0}'],
  [
    'a=2',
    '{ "b": 1152921506151679042,\n"1":1E400, "a": 0, "0": -0, "a": 1, "c":"\\u00e9" }',
    '{ "b": 1152921506151679042,\n"1":1E400, "a": 0, "0": -0, "a": 2, "c":"\\u00e9" }',
  ],
  ['d.e=x', '{"b":1E400 }', '{"b":1E400,"d":{"e":"x"} }'],
  ['l.1=x', '{"l":[ 1E400 ]}', '{"l":[ 1E400,"x" ]}'],
])('%s writes nothing anew but what it names', (text, json, expected) => {
  const assignment = parseAssignment(text);
  expect(assignment && assignJson(json, assignment)).toBe(expected);
});

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

test('keeps the order of keys', () => {
  const json = { b: { d: 1, c: 2 }, a: 3 };
  const result = assign(json, { path: ['b', 'd'], json: '9' });
  expect(JSON.stringify(result)).toBe('{"b":{"d":9,"c":2},"a":3}');
});

test.each(['2', '7', '99999999999999999999'])('has no element %s in a list of one', (key) => {
  const set = (): unknown => assign({ a: [1] }, { path: ['a', key], json: '0' });
  expect(set).toThrow(UsageError);
  expect(set).toThrow('of a list that has 1: use 0 to 1, which appends.');
});

test('has no way to a prototype', () => {
  const result = assign({}, { path: ['__proto__', 'polluted'], json: 'true' });
  expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}');
  const inList = assign([{}], { path: ['0', '__proto__', 'polluted'], json: 'true' });
  expect(JSON.stringify(inList)).toBe('[{"__proto__":{"polluted":true}}]');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
