import { sign } from '../../src/circleci/signature';
import { createRecovery } from '../../src/recover/recovery';
import { headerOf } from '../../src/http/message';
import { startAppStandIn } from '../support/app-stand-in';
import {
  approvalInApi,
  jobInApi,
  pipelineInApi,
  projectInApi,
  workflowInApi,
} from '../support/circleci-runs-stand-in';
import { TOKEN } from '../support/circleci-stand-in';
import { jobEvent, workflowEvent } from '../support/events';
import { SECRET } from '../support/fixtures';
import { gate } from '../support/gate';
import { postEvent } from '../support/post-event';
import { minutesAgo, startRecovering, WEBHOOK } from '../support/recover';
import { poll } from '../support/wait';

const names = (kept: readonly { readonly body: Buffer }[]): string[] =>
  kept.map(({ body }) => {
    const { type, workflow, job } = JSON.parse(body.toString()) as {
      type: string;
      workflow: { id: string };
      job?: { id: string };
    };
    return `${type} ${job?.id ?? workflow.id}`;
  });

test('rebuilds the events of ten pipelines in their order, marked and unsigned, and a second time none', async () => {
  const pipelines = Array.from({ length: 10 }, (_, index) => pipelineInApi(minutesAgo(10 + index)));
  const { recover, kept, output } = await startRecovering({
    projects: [projectInApi(pipelines)],
  });
  expect(await recover()).toMatchObject({
    ...{ state: 'done', found: 20, had_already: 0, rebuilt: 20, not_readable: 0, notes: [] },
    problem: null,
  });

  const all = await kept();
  const inOrder = pipelines
    .toReversed()
    .flatMap(({ workflows = [] }) =>
      workflows.flatMap(({ id, jobs }) => [
        ...jobs.map((job) => `job-completed ${job.id}`),
        `workflow-completed ${id}`,
      ]),
    );
  expect(names(all)).toEqual(inOrder);
  expect(all.map(({ signature }) => signature)).toEqual(Array(20).fill({ verdict: 'rebuilt' }));
  expect(all.flatMap(({ headers }) => headers).join(' ')).not.toMatch(/signature/i);
  const { webhook } = JSON.parse(all[0]?.body.toString() ?? '') as { webhook: object };
  expect(webhook).toEqual({ id: 'given-0', name: 'a webhook' });
  expect(all[0]?.url).toBe('/hooks?from=ci');
  expect(JSON.parse(output.entries[19] ?? '')).toMatchObject({
    ...{ event: 'workflow-completed success', verdict: 'rebuilt', status: null },
  });

  expect(await recover()).toMatchObject({ found: 20, had_already: 20, rebuilt: 0, events: [] });
  expect(await kept()).toHaveLength(20);
});

test('leaves alone what a kept delivery tells of, whichever id and times that has', async () => {
  const pipeline = pipelineInApi(minutesAgo(5));
  const [workflow] = pipeline.workflows ?? [];
  const { recover, kept, deliver } = await startRecovering({
    projects: [projectInApi([pipeline])],
  });
  await deliver(workflowEvent({ workflow: { id: workflow?.id } }));
  expect(await recover()).toMatchObject({ found: 2, had_already: 1, rebuilt: 1 });
  expect(names(await kept()).filter((name) => name.startsWith('workflow'))).toHaveLength(1);
});

test('a delivery that comes late after all is a duplicate of the rebuilt one, and not handled again', async () => {
  const pipeline = pipelineInApi(minutesAgo(5));
  const [workflow] = pipeline.workflows ?? [];
  const handled: (string | undefined)[] = [];
  const { recover, kept, deliver, receiver } = await startRecovering(
    { projects: [projectInApi([pipeline])] },
    { handlers: { any: (event) => void handled.push(event.id) } },
  );
  await recover();
  const rebuilt = await kept();
  const late = [
    jobEvent({ job: { id: workflow?.jobs[0]?.id } }),
    workflowEvent({ workflow: { id: workflow?.id } }),
  ];
  const ids = [];
  for (const event of late) ids.push((await deliver(event)).duplicateOf);
  expect(ids).toEqual(rebuilt.map(({ id }) => id));
  const answer = await postEvent(receiver.url, late[0]);
  expect(answer.json()).toMatchObject({ duplicate: true });
  await poll('both rebuilt ones handled', () => handled.length >= 2);
  expect(handled).toEqual(
    rebuilt.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id),
  );
});

test('an event that comes while CircleCI is asked is not rebuilt', async () => {
  const pipeline = pipelineInApi(minutesAgo(5));
  const [workflow] = pipeline.workflows ?? [];
  const { recover, circleCi, deliver } = await startRecovering({
    projects: [projectInApi([pipeline])],
  });
  const delivered = gate('the delivery');
  const asked = circleCi.onNext('GET', { after: delivered.opened() });
  const recovered = recover();
  await asked;
  await deliver(workflowEvent({ workflow: { id: workflow?.id } }));
  delivered.open();
  expect(await recovered).toMatchObject({ found: 2, had_already: 1, rebuilt: 1 });
});

describe('only what the webhook would have sent', () => {
  const projects = [projectInApi([pipelineInApi(minutesAgo(5))])];

  test('is rebuilt, if it is known which is ours', async () => {
    const webhooks = [
      { ...WEBHOOK, events: ['job-completed'] },
      { url: 'https://others.example.com', events: ['workflow-completed'] },
    ];
    const { recover, kept } = await startRecovering({ projects, webhooks });
    expect(await recover()).toMatchObject({ found: 1, rebuilt: 1, notes: [] });
    expect((await kept())[0]?.event?.type).toBe('job-completed');
  });

  test('is what any is for, if that is not known; it says so, and names none', async () => {
    const other = { url: 'https://others.example.com' };
    const webhooks = [other, other].map((one) => ({ ...one, events: ['workflow-completed'] }));
    const { recover, kept, circleCi } = await startRecovering({ projects, webhooks });
    const { found, notes } = await recover();
    expect(found).toBe(1);
    expect(notes).toEqual([
      expect.stringMatching(/not known which .* rebuilt, workflow-completed\./),
    ]);
    expect(JSON.parse((await kept())[0]?.body.toString() ?? '')).not.toHaveProperty('webhook');
    expect(circleCi.requests.join()).not.toContain('/job'); // no one would have been told
  });

  test('is known by the webhook that brought what is kept', async () => {
    const webhooks = [
      { id: 'w1', url: 'https://before.ngrok.app', events: ['workflow-completed'] },
      { id: 'w2', url: 'https://others.example.com', events: ['job-completed'] },
    ];
    const { recover, deliver } = await startRecovering({ projects, webhooks });
    await deliver(workflowEvent({ webhook: { id: 'w1' } }));
    expect(await recover()).toMatchObject({ found: 1, notes: [] });
  });

  test('is nothing, if there is no webhook', async () => {
    const { recover } = await startRecovering({ projects, webhooks: [] });
    const { found, notes } = await recover();
    expect([found, notes]).toEqual([0, [expect.stringContaining('has no webhook')]]);
  });

  test('is taken to be all, if the token may not see webhooks', async () => {
    const { recover, circleCi } = await startRecovering({ projects });
    circleCi.mishaps.push({ after: Promise.resolve() }, { status: 403 });
    const { found, notes } = await recover();
    expect([found, notes]).toEqual([2, [expect.stringContaining('organization admins alone')]]);
  });
});

test('rebuilds what was canceled and rerun, and neither what goes on nor approvals', async () => {
  const at = minutesAgo(20);
  const base = pipelineInApi(at, { workflows: [] });
  const passed = jobInApi(at, { name: 'lint' });
  const failed = workflowInApi(base, at, {
    status: 'failed',
    jobs: [passed, jobInApi(at, { status: 'timedout' })],
  });
  const rerun = workflowInApi(base, minutesAgo(10), {
    created_at: minutesAgo(12).toISOString(),
    jobs: [passed, jobInApi(minutesAgo(10))],
  });
  const canceled = workflowInApi(base, minutesAgo(8), {
    status: 'canceled',
    jobs: [jobInApi(minutesAgo(8), { status: 'canceled' })],
  });

  const held = workflowInApi(base, at, {
    ...{ status: 'on_hold', stopped_at: null },
    jobs: [
      jobInApi(minutesAgo(7), { name: 'build' }),
      approvalInApi(minutesAgo(6), { status: 'success' }),
      jobInApi(at, { status: 'running', stopped_at: null }),
      approvalInApi(at, { status: 'on_hold', stopped_at: null }),
    ],
  });
  const pipeline = { ...base, workflows: [canceled, rerun, held, failed] };
  const { recover, kept } = await startRecovering({ projects: [projectInApi([pipeline])] });
  const { found } = await recover();
  const all = await kept();
  expect(all.map(({ event }) => `${event?.type} ${event?.status} ${event?.name}`)).toEqual([
    'job-completed success lint',
    'job-completed failed test',
    'workflow-completed failed build-and-test',
    'job-completed success test',
    'workflow-completed success build-and-test',
    'job-completed canceled test',
    'workflow-completed canceled build-and-test',
    'job-completed success build',
  ]);
  expect(found).toBe(8);
  const first = JSON.parse(all[0]?.body.toString() ?? '') as { workflow: { id: string } };
  expect(first.workflow.id).toBe(failed.id);
});

test('reads all pages, in whatever order pipelines are, until all of one are old', async () => {
  const days = (count: number): Date => minutesAgo(count * 24 * 60);
  const recent = [30, 10, 50, 20].map((minutes) => pipelineInApi(minutesAgo(minutes)));
  const [a, b, c, d] = recent;
  const old = (): ReturnType<typeof pipelineInApi> => pipelineInApi(days(9));
  const pipelines = [a, old(), b, c, old(), d, old(), old(), old(), old()].filter(
    (one) => one !== undefined,
  );
  const { recover, circleCi } = await startRecovering({
    projects: [projectInApi(pipelines)],
    pageSize: 2,
  });
  expect(await recover()).toMatchObject({ found: 8, rebuilt: 8 });
  const read = circleCi.requests.filter((request) => /\/pipeline(\?|$)/.test(request));
  expect(read).toHaveLength(4); // of five
  expect(circleCi.requests.filter((request) => request.includes('/workflow'))).not.toHaveLength(10);
});

test('counts only what ended in the time that is asked for', async () => {
  const pipelines = [90, 40, 5].map((minutes) => pipelineInApi(minutesAgo(minutes)));
  const { recover, kept } = await startRecovering({ projects: [projectInApi(pipelines)] });
  await recover({ since: minutesAgo(60), until: minutesAgo(30) });
  expect(names(await kept())[1]).toBe(`workflow-completed ${pipelines[1]?.workflows?.[0]?.id}`);
});

test('counts what CircleCI has no more, and goes on', async () => {
  const gone = pipelineInApi(minutesAgo(5), { workflows: undefined });
  const there = pipelineInApi(minutesAgo(6));
  const { recover } = await startRecovering({ projects: [projectInApi([gone, there])] });
  expect(await recover()).toMatchObject({ state: 'done', found: 2, rebuilt: 2, not_readable: 1 });
});

test('goes on after a 429, and says when to come again if that is late', async () => {
  const projects = [projectInApi([pipelineInApi(minutesAgo(5))])];
  const { recover, circleCi } = await startRecovering({ projects });
  circleCi.mishaps.push({ status: 429, headers: { 'retry-after': '2' } });
  expect(await recover({ dryRun: true })).toMatchObject({ state: 'done', found: 2 });
  circleCi.mishaps.push({ status: 429, headers: { 'retry-after': '600' } });
  expect(await recover()).toMatchObject({
    ...{ state: 'failed', rebuilt: 0 },
    problem: expect.stringContaining('try again in 600 s') as string,
  });
});

test('what was interrupted goes on at the next time, and nothing is there twice', async () => {
  const pipelines = [5, 6, 7].map((minutes) => pipelineInApi(minutesAgo(minutes)));
  const started = await startRecovering({ projects: [projectInApi(pipelines)] });
  const { store, recovery, recover, kept } = started;
  const stop = store.onChange(() => void recovery.close());
  expect(await recover()).toMatchObject({
    state: 'failed',
    problem: expect.stringContaining('stopped before it was done') as string,
  });
  stop();
  const before = (await kept()).length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(6);

  const next = createRecovery(started.recoveryOptions);
  await next.start({ since: minutesAgo(60) });
  const again = await poll('the end', () => {
    const current = next.current();
    return current?.state !== 'running' && current;
  });
  expect(again).toMatchObject({ state: 'done', had_already: before, rebuilt: 6 - before });
  expect(new Set(names(await kept())).size).toBe(6);
  expect(await kept()).toHaveLength(6);
});

test('looks at several projects, also if one of them is not there', async () => {
  const projects = ['github/example/shop', 'github/example/api'].map((slug) =>
    projectInApi([pipelineInApi(minutesAgo(5))], slug),
  );
  const slugs = ['github/example/shop', 'github/example/gone', 'github/example/api'];
  const { recover } = await startRecovering({ projects }, { slugs });
  const recovered = await recover();
  expect(recovered).toMatchObject({ state: 'failed', found: 4, rebuilt: 4, projects: slugs });
  expect(recovered.problem).toContain('no project github/example/gone');
  expect(new Set(recovered.events.map(({ project }) => project))).toEqual(new Set(['shop', 'api']));
});

test('a dry run tells what would be, and keeps nothing', async () => {
  const projects = [projectInApi([pipelineInApi(minutesAgo(5))])];
  const { recover, kept } = await startRecovering({ projects });
  const { rebuilt, events } = await recover({ dryRun: true });
  expect(rebuilt).toBe(2);
  expect(events.map(({ title, name, id }) => [title, name, id])).toEqual([
    ['job-completed success', 'test', null],
    ['workflow-completed success', 'build-and-test', null],
  ]);
  expect(await kept()).toEqual([]);
});

describe('handlers and forwards', () => {
  const projects = [projectInApi([pipelineInApi(minutesAgo(5))])];

  test('get what is rebuilt, and forwards have it signed, and marked', async () => {
    const app = await startAppStandIn();
    const handled: string[] = [];
    const { recover } = await startRecovering(
      { projects },
      {
        forwardTo: app.url,
        handlers: { any: (_event, { signature }) => void handled.push(signature.verdict) },
      },
    );
    await recover();
    const [request] = await app.gets(2);
    if (request === undefined) throw new Error('It got two.');
    expect(headerOf(request, 'x-rebuilt-from')).toBe('circleci-api');
    expect(headerOf(request, 'circleci-event-type')).toBe('job-completed');
    expect(headerOf(request, 'circleci-signature')).toBe(sign(request.body, SECRET));
    expect(request.url).toBe('/hooks?from=ci');
    await poll('both handled', () => handled.length === 2);
    expect(handled).toEqual(['rebuilt', 'rebuilt']);
  });

  test('do not, if that is not wanted', async () => {
    const app = await startAppStandIn();
    const { recover, kept } = await startRecovering(
      { projects },
      { forwardTo: app.url, handlers: { any: () => undefined } },
    );
    await recover({ handlers: false });
    expect((await kept()).map(({ handlings }) => handlings)).toEqual([[], []]);
    expect(app.received).toEqual([]);
  });
});

test('nothing that comes in is taken for rebuilt', async () => {
  const { deliver } = await startRecovering({});
  const headers = { 'x-rebuilt-from': 'circleci-api', 'circleci-signature': '' };
  const refused = await deliver(workflowEvent(), { headers });
  expect([refused.signature.verdict, refused.answer?.status]).toEqual(['invalid', 403]);
  const signed = await deliver(workflowEvent(), { headers: { 'x-rebuilt-from': 'circleci-api' } });
  expect(signed.signature.verdict).toBe('valid');
});

test('says what is missing, and that it is at it already', async () => {
  const none = await startRecovering({}, { token: null });
  await expect(none.recover()).rejects.toThrow(
    /CIRCLECI_TOKEN is not set: make a personal API token/,
  );
  expect(none.recovery.whyNot()).toMatch(/CIRCLECI_TOKEN/);
  const nowhere = await startRecovering({}, { slugs: [] });
  await expect(nowhere.recover()).rejects.toThrow(/CIRCLECI_PROJECT is not set/);
  await expect(
    nowhere.recover({ projects: ['github/example/shop'], until: minutesAgo(90) }),
  ).rejects.toThrow(/ends before it begins/);

  const busy = await startRecovering({});
  const first = busy.recover();
  await expect(busy.recovery.start({})).rejects.toThrow(/already: wait/);
  expect((await first).state).toBe('done');
});

test('says what to do about a token that is none, and shows it nowhere', async () => {
  const projects = [projectInApi([pipelineInApi(minutesAgo(5))])];
  const wrong = await startRecovering({ projects }, { token: 'CCIPAT_another-secret-token' });
  const { state, problem } = await wrong.recover();
  expect([state, problem]).toEqual([
    'failed',
    expect.stringContaining('does not accept CIRCLECI_TOKEN'),
  ]);
  const right = await startRecovering({ projects });
  await right.recover();
  const kept = JSON.stringify(
    (await right.kept()).map((one) => ({ ...one, body: one.body.toString() })),
  );
  const written = [wrong, right].flatMap(({ notices, output, receiver }) => [
    ...[notices, output, receiver.output, receiver.notices].flatMap(({ entries }) => entries),
  ]);
  expect(written.join('')).toContain('CIRCLECI_TOKEN');
  expect(kept + written.join('')).not.toMatch(
    new RegExp(`another-secret-token|${TOKEN}|${SECRET}`),
  );
});

test('looks since the newest event that was sent, and a week back at most', async () => {
  const { recovery, recover, deliver } = await startRecovering({
    projects: [projectInApi([pipelineInApi(minutesAgo(5))])],
  });
  const ago = async (): Promise<number> => (Date.now() - +(await recovery.missedSince())) / 60_000;
  expect(Math.round(await ago())).toBe(7 * 24 * 60);
  await recover();
  expect(Math.round(await ago())).toBe(7 * 24 * 60); // what was rebuilt was not sent
  await deliver(workflowEvent());
  expect(Math.round(await ago())).toBe(1);
});
