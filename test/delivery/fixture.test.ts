import fc from 'fast-check';
import { AnonymiseError } from '../../src/circleci/anonymise';
import { parseFixture, writeFixture } from '../../src/delivery/fixture';
import { ADA, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';

const HEADERS = [
  ['X-Forwarded-For', '203.0.113.7'],
  ['Content-Type', 'application/json'],
  ['Circleci-Signature', 'v1=secret'],
  ['Circleci-Event-Type', 'workflow-completed'],
  ['Authorization', 'Bearer x'],
] as const;

const plain = { anonymised: false };

test('has CircleCI’s headers alone, and the event as JSON in its own order of keys', () => {
  const text = writeFixture({ headers: HEADERS, body: WORKFLOW_COMPLETED_BODY }, plain);
  expect(text).toBe(
    `${JSON.stringify(
      {
        fixture: 1,
        headers: {
          'circleci-event-type': 'workflow-completed',
          'content-type': 'application/json',
        },
        body: JSON.parse(WORKFLOW_COMPLETED_BODY.toString()) as unknown,
      },
      null,
      2,
    )}\n`,
  );
});

test.each<[string, Buffer]>([
  ['an event', WORKFLOW_COMPLETED_BODY],
  ['null', Buffer.from('null')],
  ['nothing', Buffer.alloc(0)],
  ['JSON with spaces', Buffer.from('{ "a": 1.0 }\n')],
  ['JSON with numbers that do not fit', Buffer.from('{"a":12345678901234567890}')],
  ['JSON with a key twice', Buffer.from('{"a":1,"a":2}')],
  ['JSON with keys that parsing sorts', Buffer.from('{"b":1,"1":2}')],
  ['JSON with a lone surrogate', Buffer.from('{"a":"\\ud800"}')],
  ['JSON deeper than the stack', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))],
  ['binary', Buffer.from([0, 255, 1])],
])('gives back the bytes of %s', (_, body) => {
  const text = writeFixture({ headers: HEADERS, body }, plain);
  const parsed = parseFixture(text);
  expect(parsed?.body).toEqual(body);
  expect(writeFixture({ headers: parsed?.headers ?? [], body }, plain)).toBe(text);
});

test('gives back the bytes of any JSON and of any bytes', () => {
  const bodies = fc.oneof(
    fc.json().map((json) => Buffer.from(json)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(bodies, (body) => {
      const text = writeFixture({ headers: [], body }, plain);
      expect(parseFixture(text)?.body).toEqual(body);
    }),
  );
});

test.each([
  ['a list', `${'['.repeat(4_000)}${'1,'.repeat(28_000)}1${']'.repeat(4_000)}`],
  ['a map', `${'{"a":'.repeat(4_000)}1${'}'.repeat(4_000)}`],
  ['a short one', `${'['.repeat(100)}${']'.repeat(100)}`],
])('is no larger than a few times the body, also of %s that nests deeply', (_, json) => {
  const body = Buffer.from(json);
  const text = writeFixture({ headers: HEADERS, body }, plain);
  expect(text.length).toBeLessThan(4 * body.length + 500);
  expect(parseFixture(text)?.body).toEqual(body);
});

test('anonymised, has the numbers of the body, its keys and their order', () => {
  const body = Buffer.from(
    '{"n":1152921506151679042,"e":1E400,"1":0,"n":1,"author":{"name":"Ada"}}',
  );
  const text = writeFixture({ headers: [], body }, { anonymised: true });
  expect(parseFixture(text)?.body.toString()).toBe(body.toString().replace('Ada', 'Person 1'));
});

test('written by hand, gives the numbers of its body, its keys and their order', () => {
  const text =
    '{"fixture":1,"headers":{},"body":{ "n": 1152921506151679042,\n"1": 1E400, "n": 0 }}';
  expect(parseFixture(text)?.body.toString()).toBe('{"n":1152921506151679042,"1":1E400,"n":0}');
});

test('has no one in it where it is anonymised', () => {
  const text = writeFixture({ headers: [], body: WORKFLOW_COMPLETED_BODY }, { anonymised: true });
  expect(text).not.toMatch(ADA);
  expect(text).toContain('"name": "Person 1"');
});

test.each([
  'not JSON',
  '['.repeat(5_000) + ']'.repeat(5_000),
  '['.repeat(100) + '1,'.repeat(5_000) + '1' + ']'.repeat(100),
  JSON.stringify('larger than any event '.repeat(4_000)),
])('is refused where %.10s is to be anonymised', (body) => {
  const content = { headers: [], body: Buffer.from(body) };
  expect(() => writeFixture(content, { anonymised: true })).toThrow(AnonymiseError);
});

test.each([
  null,
  1,
  [],
  {},
  { fixture: 1 },
  { fixture: 2, headers: {}, body: 1 },
  { type: 'ping' },
])('does not take %j for one', (json) => {
  expect(parseFixture(JSON.stringify(json))).toBeUndefined();
});
