import { createPace } from '../../src/circleci-api/pace';
import { createRunsApi, type RunsApi } from '../../src/circleci-api/runs';
import { jobInApi, pipelineInApi, projectInApi } from '../support/circleci-runs-stand-in';
import { startCircleCi, TOKEN } from '../support/circleci-stand-in';
import { startStandIn } from '../support/stand-in';

const AT = new Date('2026-11-02T09:21:44.000Z');
const wait = async (): Promise<void> => Promise.resolve();

function connect(url: string): RunsApi {
  return createRunsApi({ host: new URL(url), token: TOKEN, wait });
}

test('reads all pages of pipelines, workflows and jobs', async () => {
  const jobs = [1, 2, 3].map(() => jobInApi(AT));
  const pipelines = [1, 2, 3, 4, 5].map(() => pipelineInApi(AT, { workflow: { jobs } }));
  const circleCi = await startCircleCi({ projects: [projectInApi(pipelines)], pageSize: 2 });
  const api = connect(circleCi.url);
  const { id, organization_id } = await api.project('github/example/shop');
  expect([id, organization_id]).toEqual([projectInApi().id, projectInApi().organization_id]);

  const read = [];
  for await (const page of api.pipelines('github/example/shop')) read.push(...page);
  expect(read.map((pipeline) => pipeline.id)).toEqual(pipelines.map((pipeline) => pipeline.id));
  const [workflow] = await api.workflows(read[0]?.id ?? '');
  expect(workflow).toMatchObject({ status: 'success', stopped_at: '2026-11-02T09:21:44Z' });
  expect((await api.jobs(workflow?.id ?? '')).map((job) => job.id)).toEqual(
    jobs.map((job) => job.id),
  );
});

test('lets an odd item hide no other, and a list that goes round end', async () => {
  const { url } = await startStandIn((_req, res) => {
    const items = [null, {}, { id: 'p', number: 'x', vcs: [], trigger: 7, created_at: null }];
    res.end(JSON.stringify({ items, next_page_token: 'again' }));
  });
  const pages = [];
  for await (const page of connect(url).pipelines('a/b/c')) pages.push(page);
  expect(pages).toEqual([[{ id: 'p' }], [{ id: 'p' }]]);
});

test('names the project that is not there', async () => {
  const circleCi = await startCircleCi();
  await expect(connect(circleCi.url).project('github/example/gone')).rejects.toThrow(
    /no project github\/example\/gone .* CIRCLECI_PROJECT/,
  );
});

test('holds calls apart, so that there are five in a second at most', async () => {
  let now = 0;
  const at: number[] = [];
  const pace = createPace(
    async (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    () => now,
  );
  const circleCi = await startCircleCi({ projects: [projectInApi()] });
  const api = createRunsApi({
    ...{ host: new URL(circleCi.url), token: TOKEN, wait },
    pace: async () => {
      await pace();
      at.push(now);
    },
  });
  for (let call = 0; call < 7; call += 1) await api.project('github/example/shop');
  expect(at).toEqual([0, 200, 400, 600, 800, 1_000, 1_200]);
});

test('waits as long as a 429 asks for', async () => {
  const circleCi = await startCircleCi({ projects: [projectInApi()] });
  circleCi.mishaps.push({ status: 429, headers: { 'retry-after': '7' } });
  const waits: number[] = [];
  const api = createRunsApi({
    ...{ host: new URL(circleCi.url), token: TOKEN },
    wait: async (milliseconds) => Promise.resolve(waits.push(milliseconds)),
  });
  await api.project('github/example/shop');
  expect(waits).toEqual([7_000]);
});
