import { bodyOf, type SampleEvent } from '../../../circleci/samples/samples';
import { assign } from '../assign';
import type { Scenario, Sending } from './scenario';

type Change = readonly [path: string, value: unknown];

/** What may change in CircleCI's events one day, or is not as its documentation has it. */
const DRIFTS: readonly (readonly [label: string, changes: readonly Change[]])[] = [
  [
    'keys that no one knows',
    [
      ['new_key', { deep: [1, 'two', null] }],
      ['workflow.new_key', true],
      ['pipeline.vcs.new_key', 1.5],
    ],
  ],
  [
    'null where there was a text',
    [
      ['webhook.name', null],
      ['project.name', null],
      ['workflow.name', null],
      ['workflow.url', null],
      ['workflow.stopped_at', null],
    ],
  ],
  [
    'null where there was a map',
    [
      ['workflow', null],
      ['pipeline', null],
      ['project', null],
      ['organization', null],
    ],
  ],
  [
    'a text where there was a map',
    [
      ['workflow', 'build'],
      ['pipeline', 'none'],
    ],
  ],
  [
    'a list where there was a map',
    [
      ['pipeline', [{ id: 1 }]],
      ['project', []],
    ],
  ],
  [
    'a number where there was a text',
    [
      ['workflow.id', 17],
      ['workflow.status', 1],
      ['project.slug', 0],
    ],
  ],
  ['a status that is new', [['workflow.status', 'paused']]],
  [
    'times in other formats',
    [
      ['happened_at', '2026-11-02T09:15:27+01:00'],
      ['workflow.created_at', '2026-11-02T09:15:27Z'],
      ['workflow.stopped_at', 1_793_610_927],
    ],
  ],
  ['a time that is none', [['happened_at', 'yesterday']]],
  ['texts that no terminal should act on', [['workflow.name', 'a\u001b[31m\u202e\u0000\n🛒']]],
  ['a type that is new', [['type', 'workflow-approved']]],
  ['a type that is no text', [['type', 5]]],
  ['an id that is none', [['id', '']]],
];

export const drift: Scenario = {
  name: 'drift',
  about: 'what CircleCI may send one day: unknown keys, nulls, new types and statuses',
  async play({ samples, settings, send }) {
    const event = (): SampleEvent => samples.event('workflow-completed', settings);
    for (const [label, changes] of DRIFTS) await send(changed(event(), label, changes));
    const { type, id } = event();
    await send({ label: 'almost nothing', body: bodyOf({ type, id }) });
    await send({ label: 'an empty map', body: bodyOf({}) });
    await send({ label: 'a list', body: bodyOf([event()]) });
    await send({
      label: 'another type in the header than in the body',
      body: bodyOf(event()),
      type: 'job-completed',
    });
  },
};

function changed(event: SampleEvent, label: string, changes: readonly Change[]): Sending {
  const result = changes.reduce(
    (json, [path, value]) => assign(json, { path: path.split('.'), json: JSON.stringify(value) }),
    JSON.stringify(event),
  );
  return { label, body: Buffer.from(result) };
}
