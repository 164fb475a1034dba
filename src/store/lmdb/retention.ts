import type { Retention } from '../delivery-store';
import { countOf } from './count';
import { KINDS, type Databases, type Kind } from './databases';
import { readEventKey } from './deliveries';
import { timeOf } from './ids';

/** How many more than may be kept there are, at most, before the oldest go: it is cheaper by the dozen. */
const MAX_STEP = 64;

/** How many that wait to be handled are passed in a row, looking for what may go. */
const MAX_PASSED = 1_000;

/** For how many events that are no longer kept it is remembered that they came, and for how long. */
const MAX_REMEMBERED = 100_000;
const REMEMBERED_MS = 30 * 24 * 60 * 60_000;

export interface RetentionPass {
  /** Counts a delivery that was saved and, now and then, removes the oldest of which there are too many. */
  readonly afterSave: (kind: Kind) => void;
  /** Removes them now. */
  readonly removeOldest: () => void;
  /** Looks again at a delivery that was passed while it waited. */
  readonly revisit: (id: string) => void;
}

/**
 * Makes what keeps a store to its retention. Nothing that waits to be handled is removed. It is to be called in
 * a transaction.
 *
 * @param clock milliseconds since 1970
 */
export function createRetention(
  databases: Databases,
  retention: Retention,
  clock: () => number,
): RetentionPass {
  const { waiting, outcomes, failures, firsts, remembered } = databases;
  const saved: Record<Kind, number> = { accepted: 0, duplicates: 0, others: 0 };
  /** Where to look for the oldest: all that was accepted before waits to be handled, or is gone. */
  let from = '';

  function removeOver(kind: Kind): void {
    saved[kind] = 0;
    const waits = kind === 'accepted' ? countOf(waiting) : 0;
    const over = countOf(databases[kind]) - waits - retention[kind];
    if (over > 0) for (const id of oldestOf(kind, over)) remove(kind, id);
  }

  function oldestOf(kind: Kind, count: number): string[] {
    if (kind !== 'accepted') return [...databases[kind].getKeys({ limit: count })];
    const found: string[] = [];
    for (const id of databases.accepted.getKeys({ start: from, limit: count + MAX_PASSED })) {
      from = id;
      if (found.length === count) break;
      if (!waiting.doesExist(id)) found.push(id);
    }
    return found;
  }

  function remove(kind: Kind, id: string): void {
    const key = kind === 'accepted' ? readEventKey(databases, id) : undefined;
    databases[kind].removeSync(id);
    outcomes.removeSync(id);
    failures.removeSync(id);
    if (key !== undefined) remembered.putSync(id, key);
  }

  function forgetOldest(): void {
    const over = countOf(remembered) - MAX_REMEMBERED;
    const before = clock() - REMEMBERED_MS;
    const forgotten: { key: string; value: Buffer }[] = [];
    for (const oldest of remembered.getRange({ limit: 2 * MAX_STEP })) {
      if (forgotten.length >= over && timeOf(oldest.key) >= before) break;
      forgotten.push(oldest);
    }
    for (const { key: id, value: key } of forgotten) {
      remembered.removeSync(id);
      firsts.removeSync(key);
    }
  }

  return {
    afterSave(kind) {
      saved[kind] += 1;
      if (saved[kind] < stepOf(retention[kind])) return;
      removeOver(kind);
      if (kind === 'accepted') forgetOldest();
    },
    removeOldest() {
      for (const kind of KINDS) removeOver(kind);
      forgetOldest();
    },
    revisit(id) {
      if (id < from) from = id;
    },
  };
}

/** Gives one in a hundred of what may be kept. */
function stepOf(kept: number): number {
  return Math.min(Math.max(Math.floor(kept / 100), 1), MAX_STEP);
}
