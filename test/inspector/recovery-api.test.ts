import { pipelineInApi, projectInApi } from '../support/circleci-runs-stand-in';
import { minutesAgo, startRecovering } from '../support/recover';
import { poll } from '../support/wait';

async function post(url: string, body: unknown): Promise<Response> {
  return fetch(`${url}/api/recover`, { method: 'POST', body: JSON.stringify(body) });
}

test('begins to rebuild what was missed, and tells how far it is', async () => {
  const { url } = await startRecovering({
    projects: [projectInApi([pipelineInApi(minutesAgo(5))])],
  });
  expect((await fetch(`${url}/api/recover`)).status).toBe(404);
  const begun = await post(url, { since: '1h', dry_run: true });
  expect([begun.status, await begun.json()]).toEqual([
    202,
    expect.objectContaining({ state: 'running', dry_run: true }),
  ]);
  const done = await poll('its end', async () => {
    const answer = await fetch(`${url}/api/recover`);
    const json = (await answer.json()) as { state: string };
    return json.state !== 'running' && json;
  });
  expect(done).toMatchObject({ state: 'done', found: 2, rebuilt: 2 });
});

test('shows a rebuilt delivery as such', async () => {
  const { url, recover, kept } = await startRecovering({
    projects: [projectInApi([pipelineInApi(minutesAgo(5))])],
  });
  await recover();
  const [first] = await kept();
  const answer = await fetch(`${url}/api/requests/http/${first?.id}`);
  expect(await answer.json()).toMatchObject({ verdict: 'rebuilt', reason: null, response: null });
  const filtered = await fetch(`${url}/api/requests/http?verdict=rebuilt`);
  expect(await filtered.json()).toMatchObject({ total: 2 });
});

test.each([
  [{ since: 'yesterday' }, 'use an age as 30m'],
  [{ projects: ['shop'] }, 'is no project, as github/org/repo is'],
  [{ projects: [] }, 'expected array to have >=1 items'],
  [{ handler: false }, 'Unrecognized key'],
])('refuses %j', async (body, sentence) => {
  const { url } = await startRecovering({});
  const answer = await post(url, body);
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(sentence)]);
});

test('is for this machine alone', async () => {
  const { url } = await startRecovering({});
  const headers = { origin: 'https://example.com' };
  const answer = await fetch(`${url}/api/recover`, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(403);
});
