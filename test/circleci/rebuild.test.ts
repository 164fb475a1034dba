import { randomBytes } from 'node:crypto';
import { parseEvent } from '../../src/circleci/events';
import {
  rebuildJob,
  rebuildWorkflow,
  rebuiltId,
  runIdentity,
  runIdentityOf,
  type RunContext,
} from '../../src/circleci/rebuild';
import { createSamples } from '../../src/circleci/samples/samples';
import { PROVIDERS } from '../../src/circleci/samples/settings';
import { jobEvent, workflowEvent, type Json } from '../support/events';
import { PINGED } from '../support/events';

/** What CircleCI's API would tell of the pipeline of an event. */
function contextOf({ pipeline, project, organization, webhook }: Json): RunContext {
  const { id, name } = organization as { id: string; name: string };
  const { vcs, ...rest } = pipeline as { id: string; vcs?: Json };
  const { provider_name: provider = '', commit, ...source } = vcs ?? {};
  const { subject, body } = (commit ?? {}) as Json;
  const inApi = {
    ...source,
    provider_name: provider === 'github' ? 'GitHub' : 'Bitbucket',
    review_url: 'https://github.com/example/shop/pull/1',
    commit: { subject, body },
  };
  return {
    project: {
      ...(project as { id: string; slug: string }),
      organization_id: id,
      organization_name: name,
    },
    pipeline: { ...rest, ...(vcs && { vcs: inApi }) },
    webhook: webhook as { id: string; name: string },
  };
}

function rebuildOf(event: Json): Json | undefined {
  const { url: _, ...workflow } = event['workflow'] as Json & { id: string };
  const { number, ...job } = (event['job'] ?? {}) as Json & { id: string; number: number };
  const rebuilt =
    event['type'] === 'job-completed'
      ? rebuildJob({ ...job, job_number: number }, workflow, contextOf(event))
      : rebuildWorkflow(workflow, contextOf(event));
  return rebuilt?.json as Json | undefined;
}

/** The paths of all values of a map that are no maps, with these. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
    : [[path, value]];
}

const samples = createSamples({ clock: Date.now, randomBytes });
const EVENTS = PROVIDERS.flatMap((provider) =>
  (['workflow-completed', 'job-completed'] as const).map(
    (type) => [`${provider}, ${type}`, samples.event(type, { provider }) as Json] as const,
  ),
);

test.each([
  ...EVENTS,
  ['a fixture, workflow-completed', workflowEvent()] as const,
  ['a fixture, job-completed', jobEvent()] as const,
])(
  'all that both have is the same as CircleCI sent it, and nothing else is there: %s',
  (_name, event) => {
    const sent = new Map(leaves(event));
    const rebuilt = leaves(rebuildOf(event)).filter(([path]) => path !== '.id');
    expect(rebuilt.length).toBeGreaterThan(20);
    expect(rebuilt.filter(([path, value]) => sent.get(path) !== value)).toEqual([]);
  },
);

test('only what the API does not tell is missing', () => {
  const rebuilt = new Map(leaves(rebuildOf(workflowEvent())));
  const missing = leaves(workflowEvent())
    .map(([path]) => path)
    .filter((path) => !rebuilt.has(path));
  expect(missing).toEqual([
    '.happened_at',
    '.workflow.url',
    '.pipeline.vcs.commit.author.name',
    '.pipeline.vcs.commit.author.email',
    '.pipeline.vcs.commit.authored_at',
    '.pipeline.vcs.commit.committer.name',
    '.pipeline.vcs.commit.committer.email',
    '.pipeline.vcs.commit.committed_at',
  ]);
});

test('of projects of the GitHub App and GitLab, the parameters of the trigger are there, and no vcs', () => {
  const context = contextOf(samples.event('workflow-completed', { provider: 'gitlab' }));
  const both = { ...context, pipeline: { ...context.pipeline, vcs: { branch: 'main' } } };
  const ended = { id: 'w', status: 'success', stopped_at: '2026-11-02T09:21:44Z' };
  const { pipeline } = rebuildWorkflow(ended, both)?.json as { pipeline: object };
  expect(Object.keys(pipeline)).toContain('trigger_parameters');
  expect(Object.keys(pipeline)).not.toContain('vcs');
});

describe('what has ended', () => {
  const context = contextOf(workflowEvent());
  const stopped_at = '2026-11-02T09:21:44Z';
  const workflow = { id: 'w', stopped_at };

  test.each(['success', 'failed', 'error', 'canceled', 'unauthorized'])(
    'is a workflow that is %s',
    (status) => {
      expect(rebuildWorkflow({ ...workflow, status }, context)?.json).toMatchObject({
        workflow: { status },
      });
    },
  );

  test.each(['running', 'on_hold', 'failing', 'toString', undefined])(
    'is no workflow that is %s',
    (status) => {
      expect(rebuildWorkflow({ ...workflow, status }, context)).toBeUndefined();
    },
  );

  test('is no workflow of which no end is told', () => {
    expect(rebuildWorkflow({ id: 'w', status: 'success' }, context)).toBeUndefined();
  });

  test.each([
    ['success', 'success'],
    ['failed', 'failed'],
    ['timedout', 'failed'],
    ['infrastructure_fail', 'failed'],
    ['terminated-unknown', 'failed'],
    ['canceled', 'canceled'],
    ['unauthorized', 'unauthorized'],
  ])('is a job that is %s, which is sent as %s', (status, sent) => {
    const job = { id: 'j', status, stopped_at, job_number: 1 };
    expect(rebuildJob(job, workflow, context)?.json).toMatchObject({ job: { status: sent } });
  });

  test.each(['running', 'queued', 'blocked', 'on_hold', 'not_run', 'retried', 'toString'])(
    'is no job that is %s',
    (status) => {
      const job = { id: 'j', status, stopped_at, job_number: 1 };
      expect(rebuildJob(job, workflow, context)).toBeUndefined();
    },
  );

  test('is no approval, which has no number', () => {
    expect(
      rebuildJob({ id: 'j', status: 'success', stopped_at }, workflow, context),
    ).toBeUndefined();
  });
});

test('an id is a UUID of version 5, the same however the same time is written, and another for all else', () => {
  const ids = ['2026-11-02T09:21:44Z', '2026-11-02T09:21:44.000Z', '2026-11-02T10:21:44+01:00'].map(
    (time) => rebuiltId('workflow-completed', 'w', new Date(time)),
  );
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const at = new Date('2026-11-02T09:21:44Z');
  const others = [
    rebuiltId('job-completed', 'w', at),
    rebuiltId('workflow-completed', 'x', at),
    rebuiltId('workflow-completed', 'w', new Date('2026-11-02T09:21:45Z')),
  ];
  expect(new Set([ids[0], ...others]).size).toBe(4);
});

test('an event that CircleCI sent is known by the same as the rebuilt one', () => {
  const identity = (event: Json) => {
    const parsed = parseEvent(event);
    return parsed && runIdentityOf(parsed);
  };
  expect(identity(workflowEvent({ workflow: { id: 'w' } }))).toEqual(
    runIdentity('workflow-completed', 'w'),
  );
  expect(identity(jobEvent({ job: { id: 'j' } }))).toEqual(runIdentity('job-completed', 'j'));
  expect(identity(jobEvent({ job: { id: undefined } }))).toBeUndefined();
  expect(identity(PINGED)).toBeUndefined();
});
