import { createHash, randomBytes } from 'node:crypto';
import { COMPLETED_TYPES, EVENT_TYPES } from '../../../src/circleci/event-types';
import { JOB_STATUSES, parseEvent, WORKFLOW_STATUSES } from '../../../src/circleci/events';
import { summariseEvent } from '../../../src/circleci/summary';
import {
  bodyOf,
  createSamples,
  type SampleEvent,
  type Samples,
} from '../../../src/circleci/samples/samples';
import { slugPart } from '../../../src/circleci/samples/ids';
import { sampleRequest } from '../../../src/circleci/samples/sample-request';
import {
  PROVIDERS,
  type Provider,
  type SampleSettings,
} from '../../../src/circleci/samples/settings';
import { sourceOf } from '../../../src/circleci/source';
import { durationOf } from '../../../src/circleci/duration';

const NOW = Date.UTC(2026, 10, 2, 9, 15, 27, 418);
const UUID_V3 = /^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Bytes that look random, and are the same each time. */
function seededBytes(): (size: number) => Uint8Array {
  let calls = 0;
  return (size) => {
    calls += 1;
    return createHash('sha512').update(String(calls)).digest().subarray(0, size);
  };
}

function samples(): Samples {
  return createSamples({ clock: () => NOW, randomBytes: seededBytes() });
}

/** Reads what stands at a path, as in `workflow.id`. */
function at(event: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((json, key) => {
    return typeof json === 'object' && json !== null ? Reflect.get(json, key) : undefined;
  }, event);
}

const timeAt = (event: unknown, path: string): number => Date.parse(String(at(event, path)));

describe('the bytes are as captured', () => {
  test('of a ping', () => {
    expect(bodyOf(samples().event('ping', { webhook: 'example' })).toString()).toBe(
      '{"type":"ping","id":"4dff4ea3-40f0-4823-b15d-3f4f01ab62ea","happened_at":"2026-11-02T09:15:27.418945Z","webhook":{"id":"f0c962db-fd77-4aaa-9654-d346f73ab85e","name":"example"}}',
    );
  });

  test.each<[string, SampleEvent, string[]]>([
    [
      'workflow-completed',
      samples().event('workflow-completed'),
      ['type', 'id', 'happened_at', 'webhook', 'workflow', 'pipeline', 'project', 'organization'],
    ],
    [
      'job-completed',
      samples().event('job-completed'),
      [
        ...['happened_at', 'pipeline', 'webhook', 'type', 'organization', 'workflow', 'project'],
        ...['id', 'job'],
      ],
    ],
    [
      'a workflow',
      at(samples().event('workflow-completed'), 'workflow') as SampleEvent,
      ['id', 'name', 'created_at', 'stopped_at', 'url', 'status'],
    ],
    [
      'a job',
      at(samples().event('job-completed'), 'job') as SampleEvent,
      ['status', 'id', 'name', 'number', 'started_at', 'stopped_at'],
    ],
  ])('in the order of keys of %s', (_, map, keys) => {
    expect(Object.keys(map)).toEqual(keys);
  });
});

test.each(EVENT_TYPES)('%s has a sample that tells of what it is about', (type) => {
  const event = samples().event(type, { status: 'failed' });
  expect(parseEvent(event)).toMatchObject({ kind: type, notes: [] });
  const isCompleted = type !== 'ping';
  expect(summariseEvent(event)).toMatchObject({
    type,
    status: isCompleted ? 'failed' : undefined,
    name: isCompleted ? (expect.any(String) as string) : undefined,
  });
  expect(durationOf(event) !== undefined).toBe(isCompleted);
});

const KINDS: readonly (readonly [string, SampleSettings, Record<string, unknown>])[] = [
  ['branch', { branch: 'fix/prices' }, { branch: 'fix/prices', tag: undefined }],
  ['tag', { tag: 'v1.4.0' }, { branch: undefined, tag: 'v1.4.0' }],
  ['API', { trigger: 'api' }, { branch: 'main', tag: undefined }],
  ['schedule', { trigger: 'schedule' }, { branch: 'main', tag: undefined }],
];

const SHAPES = PROVIDERS.flatMap((provider) =>
  KINDS.flatMap(([kind, settings, source]) =>
    COMPLETED_TYPES.map(
      (type): [string, Provider, typeof type, SampleSettings, Record<string, unknown>] => [
        `${provider} ${kind} ${type}`,
        provider,
        type,
        { ...settings, provider },
        source,
      ],
    ),
  ),
);

describe.each(SHAPES)('%s', (_, provider, type, settings, source) => {
  const event = samples().event(type, settings);

  test('tells branch or tag, and the commit', () => {
    const { branch, tag, revision } = sourceOf(event);
    expect({ branch, tag }).toEqual(source);
    expect(revision).toMatch(/^[0-9a-f]{40}$/);
  });

  test('is as documented', () => {
    expect(parseEvent(event)).toMatchObject({ kind: type, notes: [] });
  });

  test('has its times hang together, in CircleCI’s formats', () => {
    const happened = String(event['happened_at']);
    expect(happened).toMatch(/^2026-11-02T09:15:27\.418\d{3}Z$/);
    expect(at(event, 'pipeline.created_at')).toMatch(/\.\d{3}Z$/);
    const times = [
      timeAt(event, 'pipeline.created_at'),
      timeAt(event, 'workflow.created_at'),
      ...(type === 'job-completed'
        ? [timeAt(event, 'job.started_at'), timeAt(event, 'job.stopped_at')]
        : []),
      timeAt(event, 'workflow.stopped_at'),
      NOW,
    ];
    expect(times.every(Number.isFinite)).toBe(true);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  test('has ids as CircleCI makes them', () => {
    expect(event['id']).toMatch(UUID_V3);
    for (const path of ['webhook.id', 'workflow.id', 'pipeline.id', 'project.id']) {
      expect(at(event, path)).toMatch(UUID_V4);
    }
    const ids = ['organization.id', 'project.id'].map((path) => slugPart(String(at(event, path))));
    expect(at(event, 'project.slug')).toBe(
      provider === 'github' || provider === 'bitbucket'
        ? `${provider}/example/shop`
        : `circleci/${ids.join('/')}`,
    );
    expect(at(event, 'workflow.url')).toContain(
      `/${String(at(event, 'project.slug'))}/${String(at(event, 'pipeline.number'))}/workflows/${String(at(event, 'workflow.id'))}`,
    );
  });

  test('has the keys of its kind of project', () => {
    const vcs = at(event, 'pipeline.vcs');
    const parameters = at(event, 'pipeline.trigger_parameters');
    if (provider === 'github' || provider === 'bitbucket') {
      expect([at(vcs, 'provider_name'), parameters]).toEqual([provider, undefined]);
    } else {
      const map = provider === 'github-app' ? 'github_app' : 'gitlab';
      expect(vcs).toBeUndefined();
      expect(Object.keys(parameters as object)).toEqual(
        expect.arrayContaining([map, 'git', 'circleci']),
      );
      expect(at(parameters, 'circleci.trigger_type')).toBe(
        provider === 'bitbucket-dc' ? 'bitbucket_dc' : map,
      );
    }
  });

  test('has a body of the size that CircleCI’s have', () => {
    expect(bodyOf(event).length).toBeGreaterThan(1_000);
    expect(bodyOf(event).length).toBeLessThan(2_500);
  });
});

test.each<[string, SampleSettings, string, unknown]>([
  ['Bitbucket names no committer', { provider: 'bitbucket' }, 'commit.committer.name', null],
  [
    'Bitbucket by the API has no commit',
    { provider: 'bitbucket', trigger: 'api' },
    'commit.subject',
    null,
  ],
  ['a tag may not be told', { tag: null }, 'branch', null],
  ['a tag may not be told, nor its key', { tag: null }, 'tag', undefined],
  ['a tag that is not told has no commit', { tag: null }, 'commit.author.email', null],
])('%s', (_, settings, path, value) => {
  expect(at(samples().event('workflow-completed', settings), `pipeline.vcs.${path}`)).toBe(value);
});

test.each<[string, SampleSettings, string, unknown]>([
  ['github_app forced is a text', { provider: 'github-app' }, 'github_app.forced', 'false'],
  [
    'github_app by the API has no author',
    { provider: 'github-app', trigger: 'api' },
    'github_app.commit_author_name',
    '',
  ],
  [
    'what the API starts has a webhook body',
    { provider: 'github-app', trigger: 'api' },
    'webhook.body',
    '{}',
  ],
  ['GitLab has one boolean', { provider: 'gitlab' }, 'gitlab.is_fork_merge_request', false],
  ['GitLab has "" for no tag', { provider: 'gitlab' }, 'git.tag', ''],
  ['GitLab has a full ref', { provider: 'gitlab', branch: 'b' }, 'git.ref', 'refs/heads/b'],
])('%s', (_, settings, path, value) => {
  const event = samples().event('job-completed', settings);
  expect(at(event, `pipeline.trigger_parameters.${path}`)).toBe(value);
});

test.each(PROVIDERS)('%s tells the same without the maps that are retired', (provider) => {
  for (const settings of [{}, { tag: 'v1' }, { trigger: 'schedule' as const }]) {
    const [today, later] = [false, true].map((withoutRetired) =>
      samples().event('job-completed', { ...settings, provider, withoutRetired }),
    );
    const { provider: named, ...source } = sourceOf(later);
    expect(sourceOf(today)).toMatchObject(source);
    expect([undefined, provider.replace(/-.*/, '')]).toContain(named);
    expect(Object.keys(source)).toEqual(expect.arrayContaining(['refType', 'revision']));
    expect(at(later, 'pipeline.trigger_parameters.circleci')).toBeUndefined();
    expect(at(later, 'pipeline.trigger_parameters.github_app')).toBeUndefined();
    expect(parseEvent(later)).toMatchObject({ notes: [] });
  }
});

test('the time of the GitHub App is in Go’s format', () => {
  const event = samples().event('job-completed', { provider: 'github-app' });
  expect(at(event, 'pipeline.trigger_parameters.circleci.event_time')).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000 UTC$/,
  );
});

test.each(WORKFLOW_STATUSES)('a workflow may be %s', (status) => {
  const event = samples().event('workflow-completed', { status, workflow: 'nightly' });
  expect(summariseEvent(event)).toMatchObject({ status, name: 'nightly', project: 'shop' });
});

test.each(JOB_STATUSES)('a job may be %s', (status) => {
  const event = samples().event('job-completed', { status, job: 'lint', project: 'acme/api' });
  expect(summariseEvent(event)).toMatchObject({ status, name: 'lint', project: 'api' });
  expect(at(event, 'workflow.status')).toBeUndefined();
  expect(at(event, 'organization.name')).toBe('acme');
});

describe('ids', () => {
  const about = (webhook: string): SampleEvent => {
    const maker = samples();
    const pipeline = maker.pipeline({ webhook }, NOW - 60_000);
    const workflow = maker.workflow('build', NOW - 59_000);
    const times = { stoppedAt: NOW - 100, happenedAt: NOW };
    return maker.workflowCompleted({ pipeline, workflow, status: 'success', ...times });
  };

  test.each([
    ['66491562-90a9-4065-9249-4b0ce3b77452', 'DdaVtNusHqi24D4YT3X4eu'],
    ['2a68fe5f-2fe5-4d4f-91e1-15f111116743', '6EkDPZoN4ZdMKKZtBkRodt'],
  ])('%s stands as %s in a slug, as in CircleCI’s documentation', (id, part) => {
    expect(slugPart(id)).toBe(part);
  });

  test('of jobs are numbers that count up', () => {
    const maker = createSamples({ clock: () => NOW, randomBytes });
    const times = { startedAt: NOW - 200, stoppedAt: NOW - 100 };
    const [one = 0, two, three] = ['lint', 'test', 'lint'].map(
      (name) => maker.job({ name, status: 'success', ...times }).number,
    );
    expect([two, three]).toEqual([one + 1, one + 2]);
  });

  test('of an event do not depend on the webhook', () => {
    expect(at(about('one'), 'webhook.id')).not.toBe(at(about('two'), 'webhook.id'));
    expect(about('one')['id']).toBe(about('two')['id']);
  });

  test('are fresh for each event, but for project, organization and webhook', () => {
    const maker = createSamples({ clock: () => NOW, randomBytes });
    const [one, two] = [maker.event('job-completed'), maker.event('job-completed')];
    for (const path of ['id', 'job.id', 'workflow.id', 'pipeline.id']) {
      expect(at(one, path)).not.toBe(at(two, path));
    }
    for (const path of ['project.id', 'organization.id', 'webhook.id', 'project.slug']) {
      expect(at(one, path)).toBe(at(two, path));
    }
  });
});

test('a request has the names of its headers in lower case, as Node gives them', () => {
  const { headers } = sampleRequest('ping', {}, { secret: 'a-secret' });
  expect(Object.keys(headers)).toEqual([
    ...['user-agent', 'accept-encoding', 'circleci-event-type', 'circleci-signature'],
    'content-type',
  ]);
});
