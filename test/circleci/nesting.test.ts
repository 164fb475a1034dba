import fc from 'fast-check';
import { isNestedTooDeeply } from '../../src/circleci/nesting';
import { WORKFLOW_COMPLETED_BODY } from '../support/fixtures';

function levelsOf(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 0;
  return 1 + Math.max(0, ...Object.values(json).map(levelsOf));
}

test('an event is not nested too deeply', () => {
  expect(isNestedTooDeeply(WORKFLOW_COMPLETED_BODY.toString())).toBe(false);
});

test('any JSON is that has more than ten levels, however it is written', () => {
  const values = fc.jsonValue({ maxDepth: 14, depthSize: 'max' });
  const spaces = fc.constantFrom(undefined, 2);
  fc.assert(
    fc.property(values, spaces, (value, space) => {
      expect(isNestedTooDeeply(JSON.stringify(value, null, space))).toBe(levelsOf(value) > 10);
    }),
  );
});

test.each<[boolean, string]>([
  [false, `${'['.repeat(10)}${']'.repeat(10)}`],
  [true, `${'['.repeat(11)}${']'.repeat(11)}`],
  [true, '{"a":'.repeat(11)],
  [false, '[{}],'.repeat(100)],
  [false, JSON.stringify(`\\"${'['.repeat(20)}`)],
  [false, ']'.repeat(1_000) + '['.repeat(20)],
])('is %s of %.30s', (expected, json) => {
  expect(isNestedTooDeeply(json)).toBe(expected);
});
