import { createCircleCi, type CircleCi } from '../../src/circleci-api/circleci';
import { apiErrorOf } from '../support/api-error-of';
import type { FailedRuns } from '../support/circleci-failures-stand-in';
import { startCircleCi, TOKEN } from '../support/circleci-stand-in';

interface Known extends FailedRuns {
  readonly running: Set<string>;
  readonly reruns: NonNullable<FailedRuns['reruns']>;
  readonly triggered: object[];
}

async function connect(): Promise<{ circleci: CircleCi; known: Known }> {
  const known: Known = {
    workflows: { done: [] },
    running: new Set(['running']),
    approvals: new Set(['running/request-1']),
    ...{ reruns: [], triggered: [] },
  };
  const { url } = await startCircleCi({ failures: known });
  return { circleci: createCircleCi({ token: TOKEN, host: url }), known };
}

test('a workflow is rerun, from the start or from what failed, and its new id told', async () => {
  const { circleci, known } = await connect();
  const { workflowId } = await circleci.rerun('done');
  const again = await circleci.rerun(workflowId, { fromFailed: true });
  expect(again.workflowId).not.toBe(workflowId);
  expect(known.reruns).toEqual([
    { of: 'done', fromFailed: false, as: workflowId },
    { of: workflowId, fromFailed: true, as: again.workflowId },
  ]);
});

test('one that runs is canceled, and what waits in it approved', async () => {
  const { circleci, known } = await connect();
  await circleci.approve('running', 'request-1');
  await circleci.cancel('running');
  expect([known.approvals, known.running]).toEqual([new Set(), new Set()]);
});

test('a pipeline is triggered, with its parameters', async () => {
  const { circleci, known } = await connect();
  const parameters = { deploy: true, count: 3, to: 'staging' };
  const made = await circleci.trigger('gh/example/shop', { branch: 'main', parameters });
  expect(made).toEqual({ id: 'pipeline-1', number: 25 });
  expect(known.triggered).toEqual([{ slug: 'github/example/shop', branch: 'main', parameters }]);
});

test.each<[string, (circleci: CircleCi) => Promise<unknown>, string, RegExp]>([
  [
    'a rerun of what runs',
    async (circleci) => circleci.rerun('running'),
    'rejected',
    /refused this \(400\), saying "Workflow is still running"/,
  ],
  [
    'the end of what has ended',
    async (circleci) => circleci.cancel('done'),
    'rejected',
    /saying "Workflow is not running"/,
  ],
  [
    'a workflow that is gone',
    async (circleci) => circleci.rerun('gone'),
    'not-found',
    /^CircleCI has no workflow gone that .* \(404\)/,
  ],
  [
    'an approval that is none',
    async (circleci) => circleci.approve('running', 'request-2'),
    'not-found',
    /\(404\)/,
  ],
  [
    'an id that is a path',
    async (circleci) => circleci.rerun('../project'),
    'rejected',
    /^"\.\.\/project" is no id/,
  ],
  [
    'a project that is a path',
    async (circleci) => circleci.trigger('github/../..'),
    'rejected',
    /is no project's slug/,
  ],
  [
    'both branch and tag',
    async (circleci) => circleci.trigger('gh/example/shop', { branch: 'main', tag: 'v1' }),
    'rejected',
    /\(400\)/,
  ],
])('%s is refused with a sentence', async (_what, act, problem, sentence) => {
  const { circleci } = await connect();
  const error = await apiErrorOf(act(circleci));
  expect(error.problem).toBe(problem);
  expect(error.message).toMatch(sentence);
});

test('what may not be done is said to be so, and asked once', async () => {
  const { url, mishaps, requests } = await startCircleCi();
  mishaps.push({ status: 403, body: '{"message":"Permission denied"}' }, { status: 503 });
  const circleci = createCircleCi({ token: TOKEN, host: url });
  const error = await apiErrorOf(circleci.cancel('done'));
  expect([error.problem, error.message]).toEqual([
    'forbidden',
    expect.stringMatching(/in that project \(403\): use the token of someone who may/),
  ]);
  expect((await apiErrorOf(circleci.rerun('done'))).problem).toBe('server-error');
  expect(requests).toEqual(['POST /workflow/done/cancel', 'POST /workflow/done/rerun']);
});

test.each(['rerun', 'cancel'] as const)('%s without a token says how to get one', async (verb) => {
  const circleci = createCircleCi({ token: '' });
  const { problem, message } = await apiErrorOf(circleci[verb]('done'));
  expect(problem).toBe('no-token');
  expect(message).toContain('set CIRCLECI_TOKEN in .env');
});
