import type { DeliveryFilter } from '../../store/filter';
import { FILTERS, type Filter } from '../../store/filters';
import { QueryError, queryOf, readFilter } from '../../store/read-filter';
import { fail } from '../framework/errors';
import { flag, text, type Options } from '../framework/options';

/** The options that filter deliveries: named as in the inspector's address. */
export const FILTER_OPTIONS: Options = Object.fromEntries(
  FILTERS.map(({ name, label, kind }: Filter) => [
    name,
    kind === 'flag' ? flag(label) : text(kind === 'time' ? 'TIME' : 'TEXT', `${label} (${kind})`),
  ]),
);

/**
 * Reads a filter from the values of options; others are left alone.
 *
 * @throws {UsageError} if one has no such value
 */
export function filterOf(values: Readonly<Record<string, unknown>>): DeliveryFilter {
  const query = Object.entries(values).map(
    ([name, value]) => [name, value === true ? '1' : value] as const,
  );
  try {
    return readFilter(Object.fromEntries<unknown>(query));
  } catch (error) {
    if (error instanceof QueryError) return fail(`--${error.message}.`);
    throw error;
  }
}

/** Writes a filter as an address has it, for people; empty if there is none. */
export function filterText(filter: DeliveryFilter): string {
  return decodeURIComponent(queryOf(filter).slice(1).replaceAll('+', ' '));
}
