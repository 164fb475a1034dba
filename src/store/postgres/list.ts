import { setImmediate as othersHaveRun } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DeliverySummary, ListOptions, Page } from '../delivery-store';
import { testsOf, type DeliveryFilter } from '../filter';
import { isId, readSummaryText } from '../stored';
import { conditionsOf, patternsOf } from './conditions';
import { HANDLINGS, readAnswer, readHandlings } from './outcomes';

type Database = Pick<Pool, 'query'>;

/** How many are read at once. */
const MOST_AT_ONCE = 500;

/** How many of the newest are searched for a text one by one, before the index of texts is asked. */
const NEWEST = 500;

/** How many that have a text are many. */
const MANY = 1_000;

/** How much of bodies is read at once, in bytes. */
const BODIES_AT_ONCE = 4 * 1024 * 1024;

interface Row {
  readonly id: string;
  readonly summary: string;
  readonly duplicate_of: string | null;
  readonly body_size: number;
  readonly answer: string | null;
  readonly handlings: string | null;
}

/** Between which ids. */
interface Range {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** Lists what a filter lets through, newest first, a page at a time. */
export async function listNewest(pool: Database, options: ListOptions): Promise<Page> {
  const { limit } = options;
  const deliveries: DeliverySummary[] = [];
  for await (const found of passing(pool, options)) {
    const last = deliveries.at(-1);
    if (deliveries.length === limit) return { deliveries, ...(last && { next: last.id }) };
    deliveries.push(found);
  }
  return { deliveries };
}

/** Finds all that a filter lets through: Postgres tells what may pass, and the tests of the filter what does. */
async function* passing(
  pool: Database,
  { filter = {}, limit, before, after, signal }: ListOptions,
): AsyncGenerator<DeliverySummary> {
  const tests = testsOf(filter);
  for await (const rows of candidates(pool, filter, idsOf({ before, after }), limit + 1)) {
    signal?.throwIfAborted();
    const likely = rows.flatMap((row) => {
      const summary = summaryOf(row);
      const passes =
        tests.arrived.every((test) => test(summary)) &&
        tests.outcome.every((test) => test(summary));
      return passes ? [{ summary, size: row.body_size }] : [];
    });
    if (tests.body.length === 0) {
      yield* likely.map(({ summary }) => summary);
      continue;
    }
    for (const group of bySize(likely)) {
      const bodies = await readBodies(pool, group);
      for (const { summary } of group) {
        await othersHaveRun();
        signal?.throwIfAborted();
        const body = bodies.get(summary.id); // undefined if it was removed since
        if (body !== undefined && tests.body.every((test) => test(body))) yield summary;
      }
    }
  }
}

/** Leaves out what is no id: it comes from an address. */
function idsOf({ before, after }: Range): Range {
  return {
    ...(before !== undefined && isId(before) && { before }),
    ...(after !== undefined && isId(after) && { after }),
  };
}

/**
 * Reads what may pass. Texts that many have are among the newest; those that few have, the index finds. To read one by
 * one what few have takes too long, and so it does to look up all that have what many have.
 */
async function* candidates(
  pool: Database,
  filter: DeliveryFilter,
  range: Range,
  first: number,
): AsyncGenerator<readonly Row[]> {
  const patterns = patternsOf(filter);
  if (patterns.length === 0) {
    yield* pages(pool, filter, range, first);
    return;
  }
  const [last, beyond] = await newestOf(pool, range);
  const newest = beyond === undefined ? range : { ...range, after: beyond };
  yield* pages(pool, filter, newest, first);
  if (beyond === undefined) return;
  const others = { ...range, before: last };
  yield* pages(pool, filter, others, first, await lookUp(pool, patterns, others));
}

/** Looks texts up in the index, and gives the ids of all that may have them; undefined if that are many. */
async function lookUp(
  pool: Database,
  patterns: readonly string[],
  { before, after }: Range,
): Promise<readonly string[] | undefined> {
  const inRange = '($1::uuid IS NULL OR id < $1) AND ($2::uuid IS NULL OR id > $2)';
  const searched = patterns.map((_, index) => `search LIKE $${index + 3}`).join(' AND ');
  const { rows } = await pool.query<{ id: string }>(
    `(SELECT id FROM receiver.texts WHERE ${searched} AND ${inRange} LIMIT ${MANY})
     UNION ALL (SELECT id FROM receiver.unsearched WHERE ${inRange} LIMIT ${MANY})`,
    [before ?? null, after ?? null, ...patterns],
  );
  return rows.length < MANY ? rows.map(({ id }) => id) : undefined;
}

/** Gives the last of the newest in a range, and the one beyond it. */
async function newestOf(
  pool: Database,
  { before, after }: Range,
): Promise<readonly (string | undefined)[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM receiver.deliveries
     WHERE ($1::uuid IS NULL OR id < $1) AND ($2::uuid IS NULL OR id > $2)
     ORDER BY id DESC LIMIT 2 OFFSET ${NEWEST - 1}`,
    [before ?? null, after ?? null],
  );
  return rows.map(({ id }) => id);
}

async function* pages(
  pool: Database,
  filter: DeliveryFilter,
  { before, after }: Range,
  first: number,
  ids?: readonly string[],
): AsyncGenerator<readonly Row[]> {
  let last = before;
  for (let atOnce = Math.min(first, MOST_AT_ONCE); ; atOnce = MOST_AT_ONCE) {
    const { text, values } = statement(filter, { before: last, after }, atOnce, ids);
    const { rows } = await pool.query<Row>(text, values);
    yield rows;
    if (rows.length < atOnce) return;
    last = rows.at(-1)?.id;
  }
}

function statement(
  filter: DeliveryFilter,
  { before, after }: Range,
  atOnce: number,
  ids: readonly string[] | undefined,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const patterns = ids === undefined ? patternsOf(filter) : [];
  // Not as the index has it: Postgres takes it that few have a text, and would look all of them up.
  const searched = patterns.map((pattern) => `t.search || '' LIKE ${bind(pattern)}`).join(' AND ');
  const conditions = [
    ...(before === undefined ? [] : [`d.id < ${bind(before)}`]),
    ...(after === undefined ? [] : [`d.id > ${bind(after)}`]),
    ...(ids === undefined ? [] : [`d.id = ANY (${bind(ids)}::uuid[])`]),
    ...(searched ? [`(t.id IS NULL OR ${searched})`] : []),
    ...conditionsOf(filter, bind),
  ];
  const text = `
    SELECT d.id, d.summary, d.duplicate_of, d.body_size, a.answer, ${HANDLINGS} AS handlings
    FROM receiver.deliveries d LEFT JOIN receiver.answers a ON a.id = d.id
      ${searched && 'LEFT JOIN receiver.texts t ON t.id = d.id'}
    ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
    ORDER BY d.id DESC LIMIT ${bind(atOnce)}`;
  return { text, values };
}

function summaryOf({ id, summary, duplicate_of, answer, handlings }: Row): DeliverySummary {
  return {
    ...readSummaryText(id, summary),
    ...(duplicate_of !== null && { duplicateOf: duplicate_of }),
    ...(answer !== null && { answer: shownOf(readAnswer(answer)) }),
    handlings: readHandlings(handlings),
  };
}

function shownOf({
  status,
  durationMs,
}: ReturnType<typeof readAnswer>): Required<DeliverySummary>['answer'] {
  return { status, durationMs };
}

/** Parts a list into groups whose bodies are read at once. */
function bySize<Sized extends { readonly size: number }>(all: readonly Sized[]): Sized[][] {
  const groups: Sized[][] = [];
  let size = Infinity;
  for (const one of all) {
    size += one.size;
    if (size > BODIES_AT_ONCE) {
      groups.push([]);
      size = one.size;
    }
    groups.at(-1)?.push(one);
  }
  return groups;
}

async function readBodies(
  pool: Database,
  group: readonly { readonly summary: DeliverySummary }[],
): Promise<ReadonlyMap<string, Buffer>> {
  const { rows } = await pool.query<{ id: string; body: Buffer }>(
    'SELECT id, body FROM receiver.bodies WHERE id = ANY ($1::uuid[])',
    [group.map(({ summary }) => summary.id)],
  );
  return new Map(rows.map(({ id, body }) => [id, body]));
}
