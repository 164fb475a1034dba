import { z } from 'zod';
import { readPointInTime, TIME_FORMS } from '../text/point-in-time';
import type { DeliveryFilter } from './filter';
import { FILTERS, type Filter, type FilterKind, type FilterName } from './filters';

/** The query of an address, as Express parses it: a name that is there twice has a list. */
export type Query = Readonly<Record<string, unknown>>;

export const MAX_FILTER_LENGTH = 500;

/** Tells what is wrong with a query. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

const text = z.string().trim().max(MAX_FILTER_LENGTH);

/** By the kind of a filter, how its value is read. */
const READERS: Readonly<Record<FilterKind, (filter: Filter) => z.ZodType<string | undefined>>> = {
  exact: () => text,
  part: () => text,
  choice: ({ options = [] }) =>
    text.refine((value) => options.includes(value), `use one of ${options.join(', ')}`),
  time: () => text.refine((value) => readPointInTime(value) !== undefined, `use ${TIME_FORMS}`),
  flag: () => text.transform((value) => (/^(1|true|on)$/.test(value) ? '1' : undefined)),
};

/**
 * Reads a filter from a query; what it does not know is left alone, and so are empty fields of a form.
 *
 * @throws {QueryError} if a value is far too long, or none that its filter has
 */
export function readFilter(query: Query): DeliveryFilter {
  const filter: Partial<Record<FilterName, string>> = {};
  for (const row of FILTERS) {
    const given = [query[row.name]].flat().at(-1);
    if (given === undefined || given === '') continue;
    const result = READERS[row.kind](row).safeParse(given);
    if (!result.success) {
      throw new QueryError(`${row.name}: ${result.error.issues[0]?.message ?? 'is wrong'}`);
    }
    if (result.data) filter[row.name] = result.data;
  }
  return filter;
}

/**
 * Refuses what is no filter, which would be a filter mistyped.
 *
 * @param others what may be given besides filters
 * @throws {QueryError} if there is any
 */
export function refuseUnknown(query: Query, others: readonly string[]): void {
  const known = [...FILTERS.map(({ name }) => name), ...others];
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => JSON.stringify(name.slice(0, 80))).join(', ');
  throw new QueryError(`There is no ${names} to filter by. There are: ${known.join(', ')}.`);
}

/** Writes a filter, and what else is given, as a query; empty, or with the question mark in front. */
export function queryOf(
  filter: DeliveryFilter,
  more: Readonly<Record<string, string | boolean | undefined>> = {},
): string {
  const parameters = new URLSearchParams();
  const fields: Readonly<Record<string, string | boolean | undefined>> = { ...filter, ...more };
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === false) continue;
    parameters.set(name, value === true ? '1' : value);
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
