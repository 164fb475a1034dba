import request from 'supertest';
import { action, startOutputs, testResult } from '../support/circleci-failures-stand-in';
import { startCircleCi, TOKEN, type CircleCiStandIn } from '../support/circleci-stand-in';
import { jobEvent } from '../support/events';
import { startInspector, type TestInspector } from '../support/test-inspector';

const FAILED = jobEvent({ job: { status: 'failed', name: 'test', number: 7 } });
const PATH = 'github/example/shop/7';

async function start(
  token = TOKEN,
): Promise<
  TestInspector & { readonly circleCi: CircleCiStandIn; readonly api: (id: string) => string }
> {
  const outputs = await startOutputs({ '/run': `FAIL, and the token ${TOKEN}` });
  const step = action('npm test', { exitCode: 1, outputUrl: `${outputs.url}/run` });
  const circleCi = await startCircleCi({
    failures: {
      builds: { [PATH]: [{ name: 'npm test', actions: [step] }] },
      tests: { [PATH]: [testResult('rounds'), testResult('adds', { file: null })] },
    },
  });
  const inspector = await startInspector({
    circleCiUrl: new URL(circleCi.url),
    token,
  });
  return { ...inspector, circleCi, api: (id) => `/api/requests/http/${id}/failure` };
}

const EXPECTED = {
  read_at: expect.any(String) as string,
  jobs: [
    {
      ...{ name: 'test', number: 7, status: 'failed', notes: [] },
      url: expect.stringMatching(/^https:\/\/app\.circleci\.com\/.*\/jobs\/7$/) as string,
      steps: [
        { name: 'npm test', exit_code: 1, output: 'FAIL, and the token [hidden]', cut: false },
      ],
      tests: [
        {
          ...{ name: 'rounds', classname: 'prices', file: 'test/prices.test.ts' },
          ...{ message: 'expected 3, got 4', seconds: 0.25 },
        },
        {
          ...{ name: 'adds', classname: 'prices', file: null },
          ...{ message: 'expected 3, got 4', seconds: 0.25 },
        },
      ],
    },
  ],
  notes: [],
};

test('why something failed is asked for, kept, and there without CircleCI', async () => {
  const { url, deliver, api, circleCi } = await start();
  const { id } = await deliver(FAILED);
  await request(url).get(api(id)).expect(404);
  const asked = await request(url).post(api(id)).expect(200);
  expect(asked.body).toEqual(EXPECTED);
  await circleCi.stop();
  const kept = await request(url).get(api(id)).expect(200);
  expect(kept.body).toEqual(asked.body);
});

test('it goes with the delivery', async () => {
  const { url, deliver, api } = await start();
  const { id } = await deliver(FAILED);
  await request(url).post(api(id)).expect(200);
  await request(url).delete('/api/requests/http').expect(204);
  await request(url).get(api(id)).expect(404);
  await request(url).post(api(id)).expect(404);
});

test('each time that it is asked for, CircleCI is', async () => {
  const { url, deliver, api, circleCi } = await start();
  const { id } = await deliver(FAILED);
  await request(url).post(api(id)).expect(200);
  circleCi.mishaps.push({ status: 404 }, { status: 404 });
  const gone = await request(url).post(api(id)).expect(502);
  expect(gone.body).toEqual({
    status_code: 502,
    msg: expect.stringContaining('CircleCI has the steps of test no longer') as string,
  });
  await request(url).get(api(id)).expect(200); // what was kept still is
});

test('without a token, the answer says how to get one', async () => {
  const { url, deliver, circleCi } = await start('');
  const { id } = await deliver(FAILED);
  const answer = await request(url).post(`/api/requests/http/${id}/failure`).expect(409);
  expect(answer.text).toContain('https://app.circleci.com/settings/user/tokens');
  expect(circleCi.requests).toEqual([]);
});

test('of what did not fail, and of what was refused, nothing is asked', async () => {
  const { url, deliver, api, circleCi } = await start();
  const { id } = await deliver(jobEvent());
  const forged = await deliver(FAILED, { headers: { 'circleci-signature': 'v1=forged' } });
  for (const one of [id, forged.id]) {
    const answer = await request(url).post(api(one)).expect(409);
    expect(answer.text).toContain('no workflow or job that failed');
    for (const asked of ['explain', 'rerun', 'cancel', 'rerun-from-failed']) {
      if (one === id && asked !== 'explain') continue;
      await request(url).post(`/deliveries/${one}/${asked}`).expect(409);
    }
  }
  expect(circleCi.requests).toEqual([]);
});
