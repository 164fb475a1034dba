import type { Gap } from '../recover/attendance';
import type { Page } from '../store/delivery-store';
import { timeOf } from '../store/lmdb/ids';

/** A time of which nothing is kept, since the receiver was not running. */
export interface PlacedGap {
  readonly from: Date;
  readonly to: Date;
  readonly filled: boolean;
}

/**
 * Finds where in a page of the list there is a gap: by the index of the delivery below it. One that is above what stands
 * on the page before, or below all of a page that another one follows, stands on another.
 *
 * @param before the id of the last one of the page before
 */
export function placeGaps(
  { deliveries, next }: Page,
  gaps: readonly Gap[],
  before: string | undefined,
): ReadonlyMap<number, PlacedGap> {
  const placed = new Map<number, PlacedGap>();
  for (const { from, to, filled } of gaps) {
    const below = deliveries.findIndex(({ receivedAt }) => receivedAt.getTime() < to);
    const isAbove = below === 0 && before !== undefined && timeOf(before) < to;
    const isBelow = below === -1 && next !== undefined;
    if (isAbove || isBelow) continue;
    // The receiver notes once a minute that it runs: what came in the last one is later than that.
    const last = deliveries[below]?.receivedAt.getTime() ?? from;
    const start = new Date(Math.max(from, last));
    placed.set(below === -1 ? deliveries.length : below, { from: start, to: new Date(to), filled });
  }
  return placed;
}
