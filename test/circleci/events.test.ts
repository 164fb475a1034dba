import fc from 'fast-check';
import { parseEvent, type ParsedEvent } from '../../src/circleci/events';
import { sourceOf } from '../../src/circleci/source';
import { describeEvent } from '../../src/circleci/describe';
import { durationOf } from '../../src/circleci/duration';
import { jobEvent, PINGED, workflowEvent, type Json } from '../support/events';

function parsed(json: unknown): ParsedEvent {
  const event = parseEvent(json);
  if (event === undefined) throw new Error('It was not taken for an event.');
  return event;
}

const VCS = {
  provider_name: 'bitbucket',
  origin_repository_url: 'https://bitbucket.org/example/shop',
  target_repository_url: 'https://bitbucket.org/example/shop',
  revision: 'f00',
  branch: 'main',
};
const NO_COMMIT = {
  subject: null,
  body: null,
  author: { name: null, email: null },
  authored_at: null,
  committer: { name: null, email: null },
  committed_at: null,
};

describe('what is as documented, or was seen, needs no note', () => {
  test.each<[string, Json]>([
    ['a ping', PINGED],
    ['a workflow', workflowEvent()],
    ['a job', jobEvent()],
    ['an unknown key at each level', workflowEvent({ new: 1, workflow: { new: [] } })],
    ['empty texts', workflowEvent({ workflow: { url: '' }, webhook: { name: '' } })],
    ['a job event without its workflow', jobEvent({ workflow: undefined })],
    ['a workflow that has not stopped', workflowEvent({ workflow: { stopped_at: undefined } })],
    ['the status of CircleCI server', workflowEvent({ workflow: { status: 'not_run' } })],
    ['no vcs', workflowEvent({ pipeline: { vcs: undefined } })],
    ['a null commit', workflowEvent({ pipeline: { vcs: { ...VCS, commit: NO_COMMIT } } })],
    ['a tag build without a tag', workflowEvent({ pipeline: { vcs: { ...VCS, branch: null } } })],
    [
      'GitLab, with a boolean among its texts',
      workflowEvent({
        pipeline: {
          vcs: undefined,
          trigger: { type: 'gitlab' },
          trigger_parameters: { gitlab: { branch: 'main', is_fork_merge_request: false } },
        },
      }),
    ],
    [
      'the GitHub App, triggered by the API',
      jobEvent({
        pipeline: {
          vcs: undefined,
          trigger_parameters: {
            github_app: { branch: '', forced: 'false' },
            git: { branch: 'main', default_branch: 'main' },
            circleci: { event_time: '2024-12-18 17:23:29.361740256 +0000 UTC' },
            webhook: { body: '{}' },
          },
        },
      }),
    ],
  ])('%s', (_, json) => {
    const { kind, event, notes } = parsed(json);
    expect(notes).toEqual([]);
    expect(kind).toBe(json['type']);
    expect(JSON.parse(JSON.stringify(event))).toEqual(JSON.parse(JSON.stringify(json)));
  });
});

describe('what is not as documented is a note, and read all the same', () => {
  test.each<[Json, string[]]>([
    [
      workflowEvent({ workflow: { status: 'paused' } }),
      ['workflow.status is "paused", which is new'],
    ],
    [workflowEvent({ workflow: { status: null } }), ['workflow.status is null, which is new']],
    [workflowEvent({ workflow: { name: null } }), ['workflow.name is null, not a text']],
    [workflowEvent({ workflow: 3 }), ['workflow is 3, not a map']],
    [workflowEvent({ workflow: undefined }), ['workflow is missing']],
    [workflowEvent({ pipeline: { number: '7' } }), ['pipeline.number is "7", not a number']],
    [workflowEvent({ pipeline: { vcs: null } }), ['pipeline.vcs is null, not a map']],
    [jobEvent({ job: { status: 'error' } }), ['job.status is "error", which is new']],
    [jobEvent({ id: undefined, job: [] }), ['id is missing', 'job is a list, not a map']],
    [{ ...PINGED, webhook: 'x' }, ['webhook is "x", not a map']],
    [{ ...PINGED, happened_at: 'yesterday' }, ['happened_at is "yesterday", not a time']],
    [
      jobEvent({ job: { stopped_at: '1' }, workflow: { stopped_at: null } }),
      ['workflow.stopped_at is null, not a text', 'job.stopped_at is "1", not a time'],
    ],
    [{ ...PINGED, type: 'pipeline-started' }, ['type is "pipeline-started", which is new']],
    [{ ...PINGED, type: '' }, ['type is "", which is new']],
    [{ ...PINGED, type: 5 }, ['type is 5, not a text']],
    [{ ...PINGED, type: null }, ['type is null, not a text']],
    [{ ...PINGED, type: undefined }, ['type is missing']],
    [{}, ['type is missing', 'id is missing', 'happened_at is missing', 'webhook is missing']],
  ])('%#: %j', (json, expected) => {
    const { event, notes } = parsed(json);
    expect(notes).toEqual(expected);
    expect(event.webhook).toEqual(expect.any(Object));
  });

  test('values that do not fit are undefined, and all others are there', () => {
    const result = parsed(workflowEvent({ workflow: { name: null, more: 'kept' } }));
    if (result.kind !== 'workflow-completed') throw new Error(result.kind);
    expect(result.event.workflow.name).toBeUndefined();
    expect(result.event.workflow.status).toBe('success');
    expect(result.event.workflow).toMatchObject({ more: 'kept' });
    expect(result.event.pipeline.vcs?.commit?.author?.name).toBe('Ada Example');
  });

  test('a whole event that is missing has so many notes and no more', () => {
    const { notes } = parsed({ type: 'job-completed' });
    expect(notes.length).toBeLessThan(10);
  });
});

test.each([undefined, null, 1, 'ping', []])('does not take %j for an event', (json) => {
  expect(parseEvent(json)).toBeUndefined();
});

test('keeps all of an event that does not tell its type', () => {
  const { kind, event } = parsed({ ...PINGED, type: undefined, more: [1] });
  expect(kind).toBe('unknown');
  expect(event).toMatchObject({ id: PINGED['id'], more: [1] });
});

test.each([2 ** 60, 1.5, '7'])(
  'shows no number that may not be the one that came: %s',
  (number) => {
    const details = describeEvent(jobEvent({ pipeline: { number }, job: { number } }));
    expect([details.pipeline, details.job?.number]).toEqual([undefined, undefined]);
    expect(describeEvent(jobEvent())).toMatchObject({ pipeline: '#412', job: { number: 1203 } });
  },
);

test('takes any JSON at all without an error', () => {
  const type = fc.constantFrom('ping', 'workflow-completed', 'job-completed', 'new', '');
  const keys = ['webhook', 'workflow', 'job', 'pipeline', 'project', 'vcs', 'type', '__proto__'];
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(type, fc.dictionary(fc.constantFrom(...keys), json), json, (name, map, other) => {
      for (const event of [other, { ...map, type: name }, { ...workflowEvent(), ...map }]) {
        const copy: unknown = JSON.parse(JSON.stringify(event));
        parseEvent(copy);
        sourceOf(copy);
        durationOf(copy);
        describeEvent(copy);
      }
    }),
    { numRuns: 100 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('the types know the events: a wrong key or field is a compile error', () => {
  const result = parsed(jobEvent());
  if (result.kind !== 'job-completed') throw new Error(result.kind);
  const { event } = result;
  // @ts-expect-error -- there is no such field
  expect(event.job.nmae).toBeUndefined();
  // @ts-expect-error -- nor such a map
  expect(event.jbo).toBeUndefined();
  // @ts-expect-error -- nor one when it is taken apart
  const { stauts } = event.job;
  expect(stauts).toBeUndefined();
  // @ts-expect-error -- nor further down
  expect(event.pipeline.vcs?.commit?.author?.nmae).toBeUndefined();
  // @ts-expect-error -- nor in the maps of GitLab and the GitHub App
  expect(event.pipeline.trigger_parameters?.git?.barnch).toBeUndefined();
  expect(event.pipeline.trigger_parameters?.git?.branch).toBeUndefined();
  // @ts-expect-error -- it may be missing
  const name: string = event.job.name;
  expect(name).toBe('test');
});
