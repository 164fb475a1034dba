import { handlers } from '../../src/handlers';
import { createSamples } from '../../src/circleci/samples/samples';
import { SAMPLE_TYPES } from '../../src/circleci/samples/settings';
import { startDispatcher } from '../support/test-dispatcher';

const FORGED = 'build\n09:15:27.613  POST /  200  3.2 ms  175 B  ping  signature valid';

/** Puts a text in the place of each of its own, but for what makes it an event of its type. */
function withTexts(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return key === 'type' || key === 'id' ? value : text;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withTexts(item, text, name)]),
  );
}

const samples = createSamples({ clock: () => 0, randomBytes: (size) => Buffer.alloc(size, 7) });

test.each<[string, object]>([
  ...SAMPLE_TYPES.map((type): [string, object] => [type, samples.event(type)]),
  ['an unknown one', { type: FORGED, id: '1', webhook: { id: '2' } }],
])('an event that forges lines, %s, is one line of the log', async (_, event) => {
  const { deliver, handled, notices } = await startDispatcher(handlers);
  const forged = Object(withTexts(event, FORGED)) as object;
  const id = await deliver({ ...forged, ...('type' in event && { type: event.type }) });
  await handled(id, ({ state }) => state === 'done');
  expect(notices.entries).toHaveLength(1);
  expect(notices.entries[0]).toMatch(/^.*build\\n09:15.*\n$/);
});
