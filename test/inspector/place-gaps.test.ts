import { placeGaps } from '../../src/inspector/place-gaps';
import { createIds } from '../../src/store/lmdb/ids';
import type { Page } from '../../src/store/delivery-store';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 25, 14, minute));

function page(minutes: readonly number[], next?: string): Page {
  const deliveries = minutes.map((minute) => ({
    ...{ id: String(minute), receivedAt: at(minute), method: 'POST', url: '/', handlings: [] },
    signature: { verdict: 'valid', signedWith: 'current' } as const,
  }));
  return { deliveries, ...(next !== undefined && { next }) };
}

const gap = (from: number, to: number) => ({ from: +at(from), to: +at(to), filled: false });
const shown = (from: number, to: number) => ({ from: at(from), to: at(to), filled: false });

test.each([
  ['between two', [50, 40, 10, 5], 2, gap(20, 30), shown(20, 30)],
  ['above all', [10], 0, gap(20, 30), shown(20, 30)],
  ['below all', [50], 1, gap(20, 30), shown(20, 30)],
  ['where nothing is', [], 0, gap(20, 30), shown(20, 30)],
  ['from what came last before it', [50, 21], 1, gap(20, 30), shown(21, 30)],
])('a gap stands %s', (_where, minutes, index, given, placed) => {
  expect([...placeGaps(page(minutes), [given], undefined)]).toEqual([[index, placed]]);
});

test('a gap stands on one page alone', () => {
  expect(placeGaps(page([50, 40], 'more'), [gap(20, 30)], undefined).size).toBe(0);
  const idOf = (minute: number): string => createIds(() => +at(minute))();
  expect(placeGaps(page([10]), [gap(20, 30)], idOf(40)).size).toBe(1);
  expect(placeGaps(page([10]), [gap(20, 30)], idOf(15)).size).toBe(0);
});

test('several gaps stand in their places', () => {
  const placed = placeGaps(page([50, 30, 10]), [gap(11, 20), gap(31, 40)], undefined);
  expect([...placed.keys()]).toEqual([2, 1]);
});
