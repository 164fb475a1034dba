import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { startInspector, type TestInspector } from '../support/test-inspector';

interface Answer {
  readonly requests: readonly { id: string }[];
  readonly total?: number;
  readonly after?: string;
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

async function ask({ url }: TestInspector, query: string): Promise<Answer> {
  const response = await fetch(`${url}/api/requests/http?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

test('what is newer than an id is there at once', async () => {
  const inspector = await startInspector();
  const first = await inspector.deliver(PING_BODY);
  const second = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
  const { requests, after } = await ask(inspector, `wait=60&after=${first.id}`);
  expect(requests.map(({ id }) => id)).toEqual([second.id]);
  expect(after).toBe(second.id);
});

test('a waiting caller gets what the filter lets through when it comes, and nothing of before', async () => {
  const inspector = await startInspector();
  await inspector.deliver(WORKFLOW_COMPLETED_BODY);
  const { after } = await ask(inspector, 'wait=0');
  const waiting = ask(inspector, `wait=60&type=workflow-completed&after=${after ?? ''}`);
  await inspector.deliver(PING_BODY);
  const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/other' });
  expect((await waiting).requests.map((it) => it.id)).toEqual([id]);
});

test('an empty list, and where to go on, is the answer when the time is up', async () => {
  const inspector = await startInspector();
  expect(await ask(inspector, 'wait=0.05')).toEqual({
    uri: '/api/requests/http',
    requests: [],
    after: NOBODY,
  });
});

test.each([
  ['wait=abc', /^wait: /],
  ['wait=-1', /^wait: /],
  ['wait=1&after=no-id', /^after: is the id of no delivery$/],
  ['wait=1&brunch=main', /^There is no "brunch" to filter by/],
])('%s is refused', async (query, sentence) => {
  const { url } = await startInspector();
  const response = await fetch(`${url}/api/requests/http?${query}`);
  expect(response.status).toBe(400);
  expect(((await response.json()) as { msg: string }).msg).toMatch(sentence);
});

test('more than 20 waiting callers are refused, until some are gone', async () => {
  const inspector = await startInspector();
  const leaving = new AbortController();
  const url = `${inspector.url}/api/requests/http?wait=60&after=${NOBODY}`;
  const asked = Array.from({ length: 21 }, async () => fetch(url, { signal: leaving.signal }));
  const refused = await Promise.race(asked);
  expect([refused.status, await refused.json()]).toEqual([
    503,
    { status_code: 503, msg: '20 callers wait already: try again later.' },
  ]);
  leaving.abort();
  await Promise.allSettled(asked);
  await inspector.deliver(PING_BODY);
  expect((await ask(inspector, `wait=60&after=${NOBODY}`)).requests).toHaveLength(1);
});

test('a list tells how many match, also on a later page', async () => {
  const inspector = await startInspector();
  for (const path of ['/a', '/b', '/c']) await inspector.deliver(PING_BODY, { path });
  const { requests, total } = await ask(inspector, 'limit=1');
  expect(total).toBe(3);
  const before = requests[0]?.id ?? '';
  expect((await ask(inspector, `before=${before}`)).total).toBe(3);
  expect((await ask(inspector, 'path=/b')).total).toBe(1);
});
