import { COMPLETED_TYPES, STATUSES, subjectOf } from '../../../circleci/event-types';
import { PROVIDERS, type SampleSettings } from '../../../circleci/samples/settings';
import { assign } from '../assign';
import { sendingOf } from './run';
import type { Scenario } from './scenario';

/** What a pipeline can be of. */
const KINDS: readonly (readonly [label: string, settings: SampleSettings])[] = [
  ['a branch', {}],
  ['a tag', { tag: 'v1.4.0' }],
  ['the API', { trigger: 'api' }],
  ['a schedule', { trigger: 'schedule' }],
  ['a branch, without the maps that are retired', { withoutRetired: true }],
];

export const shapes: Scenario = {
  name: 'shapes',
  about: 'every kind of project, pipeline, event and status there is',
  async play({ samples, settings, send }) {
    const {
      branch: _branch,
      tag: _tag,
      trigger: _trigger,
      provider: _provider,
      ...names
    } = settings;
    await send(sendingOf(samples.event('ping', names), 'ping'));
    for (const provider of PROVIDERS) {
      for (const [kind, of] of KINDS) {
        for (const type of COMPLETED_TYPES) {
          const event = samples.event(type, { ...names, ...of, provider });
          await send(sendingOf(event, `${type}: ${provider}, ${kind}`));
        }
      }
    }
    for (const type of COMPLETED_TYPES) {
      for (const status of STATUSES[subjectOf(type)]) {
        await send(sendingOf(samples.event(type, { ...names, status }), `${type} ${status}`));
      }
    }
    const untold = samples.event('workflow-completed', { ...names, tag: null });
    await send(sendingOf(untold, 'workflow-completed: a tag that is not told'));
    const nameless = samples.event('workflow-completed', { ...names, webhook: '' });
    await send({
      label: 'workflow-completed: neither link nor webhook name',
      body: Buffer.from(
        assign(JSON.stringify(nameless), { path: ['workflow', 'url'], json: '""' }),
      ),
    });
  },
};
