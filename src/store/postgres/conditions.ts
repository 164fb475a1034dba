import { readPointInTime } from '../../text/point-in-time';
import type { DeliveryFilter } from '../filter';
import { FILTERS, type FilterName } from '../filters';
import { comparedWord, likePattern } from './search-text';

/** The values of a statement, which gives each its place. */
export type Bind = (value: unknown) => string;

/**
 * Writes what Postgres can tell of a filter by its indexes, on a delivery `d` and its answer `a`: all that passes the
 * filter has it, and more may. It is no filter of its own: the tests of the filter decide.
 */
export function conditionsOf(filter: DeliveryFilter, bind: Bind): string[] {
  return FILTERS.flatMap(({ name }) => {
    const wanted = filter[name];
    const condition = wanted === undefined ? undefined : CONDITIONS[name]?.(wanted, bind);
    return condition === undefined ? [] : [condition];
  });
}

type Condition = (wanted: string, bind: Bind) => string | undefined;

const CONDITIONS: Readonly<Partial<Record<FilterName, Condition>>> = {
  type: (wanted, bind) => `d.type = ${bind(comparedWord(wanted))}`,
  status: (wanted, bind) => `d.status = ${bind(comparedWord(wanted))}`,
  verdict: (wanted, bind) => `d.verdict = ${bind(wanted)}`,
  method: (wanted, bind) => `d.method = ${bind(comparedWord(wanted.toUpperCase()))}`,
  since: (wanted, bind) => `d.received_at >= ${bind(timeOf(wanted, -SLACK_MS))}`,
  until: (wanted, bind) => `d.received_at <= ${bind(timeOf(wanted, SLACK_MS))}`,
  duplicates: () => `d.kind = 'duplicates'`,
  replays: () => 'd.is_replay',
  answer(wanted, bind) {
    if (wanted === 'none') return 'a.id IS NULL';
    if (/^\d{3}$/.test(wanted)) return `a.status = ${bind(Number(wanted))}`;
    const [, digit] = /^(\d)xx$/i.exec(wanted) ?? [];
    if (digit === undefined) return undefined;
    return `a.status BETWEEN ${bind(Number(digit) * 100)} AND ${bind(Number(digit) * 100 + 99)}`;
  },
  handling: (wanted, bind) =>
    wanted === 'none'
      ? 'NOT EXISTS (SELECT FROM receiver.handlings h WHERE h.id = d.id)'
      : `d.id IN (SELECT h.id FROM receiver.handlings h WHERE h.state = ${bind(wanted)})`,
};

/** An age is counted from now, and the test of a filter counted it a moment before or after. */
const SLACK_MS = 1_000;

/** Gives undefined, for null in SQL, if there is no such time: nothing passes then. */
function timeOf(wanted: string, slackMs: number): Date | undefined {
  const at = readPointInTime(wanted);
  return at === undefined ? undefined : new Date(at + slackMs);
}

/** Gives the patterns that what is searched of a delivery must have. */
export function patternsOf(filter: DeliveryFilter): string[] {
  return FILTERS.flatMap(({ name, kind, from }) => {
    const wanted = filter[name];
    return (kind === 'part' || from === 'body') && wanted !== undefined
      ? [likePattern(wanted)]
      : [];
  });
}
