import fc from 'fast-check';
import { jobEvent, PINGED, type Json } from '../support/events';
import { SECRET } from '../support/fixtures';
import { postEvent } from '../support/post-event';
import { startReceiver } from '../support/test-receiver';

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
  expect((await postEvent(receiver.url, json, { headers })).status).toBe(200);
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
      expect((await postEvent(receiver.url, json)).status).toBe(200);
    }),
    { numRuns: 50 },
  );
});
