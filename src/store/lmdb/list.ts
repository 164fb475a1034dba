import { setImmediate as othersHaveRun } from 'node:timers/promises';
import type { DeliverySummary, ListOptions, Page } from '../delivery-store';
import { testsOf, type FilterTests } from '../filter';
import { KINDS, type Databases, type Kind } from './databases';
import { readSummaryText } from '../stored';
import { bodyIn } from './deliveries';
import { firstText } from './record';
import type { Readable } from './damage';
import { readOutcomeSummary } from './outcomes';

/** How long a search goes on in a row, in milliseconds; then whatever else is waiting gets its turn. */
const TURN_MS = 1;

/** How many keys of each kind are read in a row. */
const KEYS_AT_ONCE = 250;

interface Key {
  readonly id: string;
  readonly kind: Kind;
}

/** Lists what a filter lets through, newest first, a page at a time. */
export async function listNewest(
  databases: Databases,
  { filter = {}, limit, before, after, signal }: ListOptions,
  readable: Readable,
): Promise<Page> {
  const tests = testsOf(filter);
  const deliveries: DeliverySummary[] = [];
  let turnEnds = performance.now() + TURN_MS;
  let last = before;
  for (const atOnce = Math.min(limit + 1, KEYS_AT_ONCE); ;) {
    const keys = newestKeys(databases, { before: last, after }, atOnce);
    for (const key of keys) {
      if (deliveries.length === limit) return { deliveries, ...(last && { next: last }) };
      const found = readable(key.id, () => readIfPasses(databases, key, tests));
      if (found !== undefined) deliveries.push(found);
      last = key.id;
      if (performance.now() > turnEnds) {
        await othersHaveRun();
        signal?.throwIfAborted();
        turnEnds = performance.now() + TURN_MS;
      }
    }
    if (keys.length < atOnce) return { deliveries };
  }
}

/** Reads what a list shows of a delivery, as far as it passes. */
function readIfPasses(
  databases: Databases,
  { id, kind }: Key,
  tests: FilterTests,
): DeliverySummary | undefined {
  const record = databases[kind].getBinaryFast(id);
  if (record === undefined) return undefined; // removed since its key was read
  const hasBody = (): boolean => tests.body.every((test) => test(bodyIn(record)));
  const isBodyAll = tests.arrived.length === 0; // then the rest need not be read to rule it out
  if (isBodyAll && !hasBody()) return undefined;
  const arrived = readSummaryText(id, firstText(record));
  if (!tests.arrived.every((test) => test(arrived))) return undefined;
  if (!isBodyAll && !hasBody()) return undefined;
  const outcome = readOutcomeSummary(databases, id);
  return tests.outcome.every((test) => test(outcome)) ? { ...arrived, ...outcome } : undefined;
}

/** Reads the newest keys between two. */
function newestKeys(
  databases: Databases,
  { before, after }: Record<'before' | 'after', string | undefined>,
  limit: number,
): Key[] {
  const range = {
    ...{ reverse: true, limit },
    ...(before !== undefined && { start: before, exclusiveStart: true }),
    ...(after !== undefined && { end: after }), // which is not in the range
  };
  return KINDS.flatMap((kind) => [...databases[kind].getKeys(range)].map((id) => ({ id, kind })))
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}
