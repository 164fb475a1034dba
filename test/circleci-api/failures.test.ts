import { createCircleCi, type CircleCi } from '../../src/circleci-api/circleci';
import {
  action,
  job,
  startOutputs,
  testResult,
  type FailedRuns,
} from '../support/circleci-failures-stand-in';
import { apiErrorOf } from '../support/api-error-of';
import { startCircleCi, TOKEN } from '../support/circleci-stand-in';
import { jobEvent, workflowEvent } from '../support/events';
import { startStandIn } from '../support/stand-in';

const WORKFLOW = 'c1e8a0b6-7d5f-4c3b-9a21-0f8e7d6c5b4a';
const FAILED = workflowEvent({
  workflow: { id: WORKFLOW, status: 'failed', url: 'https://app.circleci.com/w' },
});
const FAILED_JOB = jobEvent({
  workflow: { id: WORKFLOW, url: '' },
  job: { status: 'failed', name: 'test', number: 7 },
  project: { slug: 'gh/example/shop' },
});
/** As the API's paths have them, from whichever of its names. */
const JOB_7 = 'github/example/shop/7';

async function connect(failures: FailedRuns): Promise<CircleCi & { requests: string[] }> {
  const { url, requests } = await startCircleCi({ failures });
  return { ...createCircleCi({ token: TOKEN, host: url }), requests };
}

test('of a failed workflow, the jobs that failed, with their steps, outputs and tests', async () => {
  const outputs = await startOutputs({
    '/test': '\u001b[31mFAIL\u001b[0m prices\r\n\tat line 3\u0007\n',
    '/other': 'second container\n',
  });
  const circleci = await connect({
    workflows: {
      [WORKFLOW]: [
        job('build', 'success', 6),
        job('test', 'timedout', 7),
        { ...job('hold', 'on_hold'), type: 'approval' },
        job('deploy', 'blocked'),
        job('lint', 'unauthorized'),
      ],
    },
    builds: {
      [JOB_7]: [
        { name: 'Checkout', actions: [action('Checkout')] },
        {
          name: 'npm test',
          actions: [
            action('npm test', { exitCode: 1, outputUrl: `${outputs.url}/test` }),
            action('npm test', { exitCode: 137, index: 1, outputUrl: `${outputs.url}/other` }),
          ],
        },
        { name: 'Upload', actions: [action('Upload', { status: 'canceled', exitCode: null })] },
      ],
    },
    tests: {
      [JOB_7]: [
        testResult('adds', { result: 'success' }),
        testResult('skips', { result: 'skipped' }),
        testResult('rounds', { message: 'expected \u001b[32m3\u001b[39m\n got 4', run_time: 1.5 }),
        testResult('no file', { file: null }),
      ],
    },
  });
  const { jobs, notes, readAt } = await circleci.failureOf(FAILED);
  expect(Date.parse(readAt)).not.toBeNaN();
  expect(notes).toEqual([]);
  expect(jobs).toEqual([
    {
      ...{ name: 'test', number: 7, status: 'failed' },
      url: 'https://app.circleci.com/w/jobs/7',
      steps: [
        {
          ...{ name: 'npm test (0)', exitCode: 1, isCut: false },
          output: 'FAIL prices\n    at line 3\\x07\n',
        },
        { name: 'npm test (1)', exitCode: 137, isCut: false, output: 'second container\n' },
      ],
      tests: [
        {
          ...{ name: 'rounds', classname: 'prices', file: 'test/prices.test.ts' },
          ...{ message: 'expected 3\n got 4', seconds: 1.5 },
        },
        { name: 'no file', classname: 'prices', message: 'expected 3, got 4', seconds: 0.25 },
      ],
      notes: [],
    },
    {
      ...{ name: 'lint', status: 'unauthorized', steps: [], tests: [] },
      notes: ['It never ran: it has no number.'],
    },
  ]);
  expect(outputs.headers).toHaveLength(2);
  expect(JSON.stringify(outputs.headers)).not.toMatch(/circle-token|CCIPAT/i);
});

test('of a failed job, that job alone', async () => {
  const circleci = await connect({ builds: { [JOB_7]: [] }, tests: { [JOB_7]: [] } });
  const { jobs } = await circleci.failureOf(FAILED_JOB);
  expect(jobs).toEqual([
    { name: 'test', number: 7, status: 'failed', steps: [], tests: [], notes: [] },
  ]);
  expect(circleci.requests).toEqual([
    `GET /api/v1.1/project/${JOB_7}`,
    `GET /project/${JOB_7}/tests`,
  ]);
});

test('of what did not fail, nothing, without asking', async () => {
  const circleci = await connect({});
  for (const event of [workflowEvent(), { type: 'ping' }, 'text', undefined]) {
    const { jobs, notes } = await circleci.failureOf(event);
    expect([jobs, notes]).toEqual([[], ['It did not fail.']]);
  }
  expect(circleci.requests).toEqual([]);
});

test('of a configuration that is wrong, what CircleCI says of it', async () => {
  const event = workflowEvent({
    workflow: { id: WORKFLOW, status: 'error' },
    pipeline: { id: 'pipeline-7' },
  });
  const circleci = await connect({
    workflows: { [WORKFLOW]: [] },
    pipelineErrors: { 'pipeline-7': ['Cannot find job \u001b[1mtset'] },
  });
  const { jobs, notes } = await circleci.failureOf(event);
  expect([jobs, notes]).toEqual([[], ['The pipeline has an error: Cannot find job tset']]);
});

describe('the output of a step', () => {
  async function outputOf(
    address: string,
  ): Promise<{ output: string; isCut: boolean; notes: readonly string[] }> {
    const step = { name: 'run', actions: [action('run', { exitCode: 1, outputUrl: address })] };
    const circleci = await connect({ builds: { [JOB_7]: [step] }, tests: { [JOB_7]: [] } });
    const [found] = (await circleci.failureOf(FAILED_JOB)).jobs;
    const { output = '', isCut = false } = found?.steps[0] ?? {};
    return { output, isCut, notes: found?.notes ?? [] };
  }

  test('has its end, from the start of a line, 64 KB at most', async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index} "ü" \\`);
    const outputs = await startOutputs({ '/long': lines.join('\n') });
    const { output, isCut, notes } = await outputOf(`${outputs.url}/long`);
    expect(isCut).toBe(true);
    expect(notes).toEqual([]);
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(64 * 1024);
    expect(Buffer.byteLength(output)).toBeGreaterThan(63 * 1024);
    const shown = output.split('\n');
    expect(shown).toEqual(lines.slice(-shown.length));
  });

  test('in one line, is cut at a character', async () => {
    const outputs = await startOutputs({ '/long': '€'.repeat(100_000) });
    const { output } = await outputOf(`${outputs.url}/long`);
    expect(output).toMatch(/^€+$/);
    expect(Buffer.byteLength(output)).toBeGreaterThan(64 * 1024 - 4);
  });

  test('does not show the token', async () => {
    const outputs = await startOutputs({ '/': `token ${TOKEN} told` });
    expect((await outputOf(`${outputs.url}/`)).output).toBe('token [hidden] told');
  });

  test('in plain text, is shown as it is', async () => {
    const { url } = await startStandIn((_req, res) => res.end('no JSON: "a\\n"'));
    expect((await outputOf(url)).output).toBe('no JSON: "a\\n"');
  });

  test.each([
    ['that is gone', '/gone', /^run: Its output is not there any more \(403\)/],
    ['that is elsewhere', '/moved', /^run: Its output could not be read: the request failed/],
    ['that breaks off', '/broken', /^run: Its output could not be read: the request failed/],
  ])('%s, is said to be', async (_what, path, sentence) => {
    const { url } = await startStandIn((req, res) => {
      if (req.url === '/gone') res.writeHead(403).end();
      else if (req.url === '/moved') res.writeHead(302, { location: '/other' }).end();
      else {
        res.writeHead(200, { 'content-length': '99' }).write('[{"message":"begun');
        setImmediate(() => req.socket.destroy());
      }
    });
    const { notes } = await outputOf(url + path);
    expect(notes).toEqual([expect.stringMatching(sentence) as string]);
  });

  test.each([
    'http://169.254.169.254/latest',
    'http://localhost:1/',
    'file:///etc/passwd',
    'https://user:password@127.0.0.1/',
    'none',
  ])('is not asked for at %s', async (address) => {
    const { notes } = await outputOf(address);
    expect(notes).toEqual([
      'run: CircleCI names an address for its output that is not asked: it is no https.',
    ]);
  });
});

describe('what cannot be read', () => {
  test('is said beside what can', async () => {
    const { jobs } = await (
      await connect({ tests: { [JOB_7]: [testResult('a')] } })
    ).failureOf(FAILED_JOB);
    expect(jobs[0]?.tests).toHaveLength(1);
    expect(jobs[0]?.notes).toEqual([
      'CircleCI has the steps of test no longer, or not for the owner of CIRCLECI_TOKEN (404).',
    ]);
  });

  test.each([
    ['a job past retention', FAILED_JOB, /^CircleCI has the steps of test no longer.* \(404\)/],
    ['a workflow past retention', FAILED, /^CircleCI has this workflow no longer.* \(404\)/],
    [
      'a workflow that is not told',
      workflowEvent({ workflow: { id: undefined, status: 'failed' } }),
      /^The event does not tell which workflow or job/,
    ],
    [
      'an id that is a path',
      workflowEvent({ workflow: { id: '../../me', status: 'failed' } }),
      /^"\.\.\/\.\.\/me" is no id/,
    ],
    [
      'a project that is a path',
      jobEvent({ job: { status: 'failed' }, project: { slug: '../me' } }),
      /^"\.\.\/me" is no project's slug/,
    ],
  ])('as %s, is an error that says so', async (_what, event, sentence) => {
    const circleci = await connect({});
    const { message } = await apiErrorOf(circleci.failureOf(event));
    expect(message).toMatch(sentence);
    expect(circleci.requests.filter((request) => request.includes('..'))).toEqual([]);
  });

  test('for want of a right token, is an error after one question', async () => {
    const { url, requests } = await startCircleCi();
    const circleci = createCircleCi({ token: 'wrong', host: url });
    const { problem } = await apiErrorOf(circleci.failureOf(FAILED_JOB));
    expect(problem).toBe('unauthorized');
    expect(requests).toHaveLength(1);
  });

  test('for want of a token, is an error that says how to get one', async () => {
    const circleci = createCircleCi({ token: undefined });
    const { message, problem } = await apiErrorOf(circleci.failureOf(FAILED));
    expect(problem).toBe('no-token');
    expect(message).toContain('https://app.circleci.com/settings/user/tokens');
  });

  test('as it is no JSON of the API, is an error too', async () => {
    const { url } = await startStandIn((_req, res) => res.end('{"items": 7}'));
    const circleci = createCircleCi({ token: TOKEN, host: url });
    expect((await apiErrorOf(circleci.failureOf(FAILED))).problem).toBe('unexpected-answer');
  });
});

test('what is far too much is told in part', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `job-${index}`);
  const steps = [
    {
      name: 'run',
      actions: Array.from({ length: 7 }, (_, index) => action('run', { exitCode: 1, index })),
    },
  ];
  const none = names.map((_name, index) => [`github/example/shop/${index}`, []] as const);
  const first = 'github/example/shop/0';
  const circleci = await connect({
    workflows: { [WORKFLOW]: names.map((name, index) => job(name, 'failed', index)) },
    builds: { ...Object.fromEntries(none), [first]: steps },
    tests: Object.fromEntries(none),
  });
  const { jobs, notes } = await circleci.failureOf(FAILED);
  expect(jobs).toHaveLength(10);
  expect(notes).toEqual(['More jobs failed, which were not read: job-10, job-11.']);
  expect(jobs[0]?.steps).toHaveLength(5);
  expect(jobs[0]?.notes).toEqual(['7 steps failed; the first 5 of them are here.']);
});
