import { z } from 'zod';
import type { DeliveryFilter } from '../store/filter';

/** A query as Express parses it: a name that is there twice has a list. */
export type Query = Readonly<Record<string, unknown>>;

export const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;
export const MAX_FILTER_LENGTH = 500;

const lastOf = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);

/** A field of a form that is left empty is not set. */
const setOf = (value: unknown): unknown => (lastOf(value) === '' ? undefined : lastOf(value));

const text = z
  .preprocess(lastOf, z.string().trim().max(MAX_FILTER_LENGTH).optional())
  .transform((value) => (value === '' ? undefined : value));
const flag = z
  .preprocess(lastOf, z.string().optional())
  .transform((value) => (value === '1' || value === 'true' || value === 'on' ? true : undefined));

const filterSchema = z
  .object({
    type: text,
    status: text,
    verdict: text,
    answer: text,
    handling: text,
    method: text,
    path: text,
    project: text,
    branch: text,
    text,
    duplicates: flag,
    replays: flag,
  })
  .transform((fields): DeliveryFilter => withoutUndefined(fields));

const secretsSchema = z.object({ secrets: flag });

const pageSchema = z.object({
  limit: z.preprocess(setOf, z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT)),
  before: text,
});

/** Tells what is wrong with a query. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/**
 * Reads a filter from a query; what it does not know is left alone.
 *
 * @throws {QueryError} where a value is far too long
 */
export function parseFilter(query: Query): DeliveryFilter {
  return parse(filterSchema, query);
}

/**
 * Reads which page is asked for.
 *
 * @throws {QueryError} where `limit` is no number from 1 to 1000
 */
export function parsePage(query: Query): { limit: number; before?: string } {
  return withoutUndefined(parse(pageSchema, query));
}

/** Whether secrets are asked for, and not to be masked. */
export function asksForSecrets(query: Query): boolean {
  return parse(secretsSchema, query).secrets === true;
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

function parse<Schema extends z.ZodType>(schema: Schema, query: Query): z.output<Schema> {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new QueryError(`${issue?.path.join('.') ?? 'The query'}: ${issue?.message ?? 'is wrong'}`);
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(
  fields: T,
): Partial<Defined<T>> & {
  [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
};
function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
