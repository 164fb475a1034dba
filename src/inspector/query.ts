import { z } from 'zod';
import { defined } from '../circleci/read';
import { isId } from '../store/stored';
import { MAX_FILTER_LENGTH, QueryError, type Query } from '../store/read-filter';

export const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

/** Whoever waits for longer asks again; what is between here and there may end what is silent for a minute. */
const MAX_WAIT_SECONDS = 60;

const lastOf = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);

/** Takes a field of a form that is left empty as not set. */
const setOf = (value: unknown): unknown => (lastOf(value) === '' ? undefined : lastOf(value));

const text = z
  .preprocess(lastOf, z.string().trim().max(MAX_FILTER_LENGTH).optional())
  .transform((value) => (value === '' ? undefined : value));
const flag = z
  .preprocess(lastOf, z.string().optional())
  .transform((value) => (value === '1' || value === 'true' || value === 'on' ? true : undefined));

const secretsSchema = z.object({ secrets: flag });

const pageSchema = z.object({
  limit: z
    .preprocess(setOf, z.coerce.number().int().min(0).default(DEFAULT_LIMIT))
    .transform((limit) => Math.min(limit, MAX_LIMIT)),
  before: text,
  after: text.refine((id) => id === undefined || isId(id), 'is the id of no delivery'),
  /** In seconds. */
  wait: z
    .preprocess(setOf, z.coerce.number().min(0).optional())
    .transform((wait) => wait && Math.min(wait, MAX_WAIT_SECONDS)),
  tunnel_name: text,
});

/** What a list takes besides filters. */
export const LIST_PARAMETERS = [
  ...Object.keys(pageSchema.shape),
  ...Object.keys(secretsSchema.shape),
];

/**
 * Reads which page is asked for, and of which tunnel.
 *
 * @throws {QueryError} if `limit` or `wait` is no number, or below 0, or `after` no id
 */
export function parsePage(query: Query): {
  limit: number;
  before?: string;
  after?: string;
  wait?: number;
  tunnel_name?: string;
} {
  return defined(parse(pageSchema, query));
}

/** Tells whether secrets are asked for, and not to be masked. */
export function asksForSecrets(query: Query): boolean {
  return parse(secretsSchema, query).secrets === true;
}

function parse<Schema extends z.ZodType>(schema: Schema, query: Query): z.output<Schema> {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new QueryError(`${issue?.path.join('.') ?? 'The query'}: ${issue?.message ?? 'is wrong'}`);
}
