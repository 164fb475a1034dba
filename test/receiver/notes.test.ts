import fc from 'fast-check';
import { sign } from '../../src/circleci/signature';
import { jobEvent, PINGED, type Json } from '../support/events';
import { SECRET } from '../support/fixtures';
import { startReceiver, type TestReceiver } from '../support/test-receiver';

async function post({ url }: TestReceiver, json: unknown, headers = {}): Promise<number> {
  const body = Buffer.from(JSON.stringify(json));
  const signature = { 'circleci-signature': sign(body, SECRET) };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...signature, ...headers },
    body: new Uint8Array(body),
  });
  await answer.text();
  return answer.status;
}

test.each<[string, Json, Record<string, string>, string[]]>([
  [
    'nothing where all is as documented',
    jobEvent(),
    { 'circleci-event-type': 'job-completed' },
    [],
  ],
  [
    'a new status',
    jobEvent({ job: { status: 'paused' } }),
    {},
    ['job.status is "paused", which is new'],
  ],
  ['a new type', { ...PINGED, type: 'new' }, {}, ['type is "new", which is new']],
  [
    'a header that says something else',
    PINGED,
    { 'circleci-event-type': 'job-completed' },
    ['the header circleci-event-type is "job-completed", another than type in the body'],
  ],
  [
    'a type that only the header tells',
    { ...PINGED, type: undefined },
    { 'circleci-event-type': 'ping' },
    ['the header circleci-event-type is "ping", another than type in the body', 'type is missing'],
  ],
])('logs %s, and accepts the delivery', async (_, json, headers, notes) => {
  const receiver = await startReceiver({ secrets: { current: SECRET } });
  expect(await post(receiver, json, headers)).toBe(200);
  const { type = 'unknown' } = json;
  expect(await receiver.logged()).toMatchObject({
    notes,
    event: expect.stringContaining(String(type)) as string,
  });
});

test('any JSON at all can be delivered', async () => {
  const receiver = await startReceiver({ secrets: { current: SECRET } });
  const type = fc.constantFrom('ping', 'workflow-completed', 'job-completed', 'new');
  const event = fc
    .tuple(type, fc.object())
    .map(([name, rest]): unknown => ({ ...rest, type: name }));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.jsonValue(), event), async (json) => {
      expect(await post(receiver, json)).toBe(200);
    }),
    { numRuns: 50 },
  );
});
