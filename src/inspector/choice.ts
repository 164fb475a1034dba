import { z } from 'zod';
import type { Choice } from '../answers/chosen-answers';
import { Problem } from './problem';

/** What may be chosen; times are in seconds. */
export const LIMITS = {
  status: { min: 200, max: 599 },
  delay: { min: 0, max: 60 },
  count: { min: 1, max: 100 },
  for: { min: 1, max: 600 },
} as const;

/** What is chosen if nothing else is said. */
export const DEFAULTS = { count: 1, for: 120 } as const;

const ALLOWED = `Choose a status (${LIMITS.status.min} to ${LIMITS.status.max}), a delay (in seconds, ${LIMITS.delay.max} at most) or both; and if you like a count of deliveries (${LIMITS.count.min} to ${LIMITS.count.max}) and for how many seconds (for, ${LIMITS.for.min} to ${LIMITS.for.max}), all as numbers.`;

const within = ({ min, max }: { readonly min: number; readonly max: number }) =>
  z.number().min(min).max(max);

const choiceSchema = z
  .strictObject({
    status: within(LIMITS.status).int().exactOptional(),
    delay: within(LIMITS.delay).default(0),
    count: within(LIMITS.count).int().default(DEFAULTS.count),
    for: within(LIMITS.for).default(DEFAULTS.for),
  })
  .refine(({ status, delay }) => status !== undefined || delay > 0, 'that changes nothing');

const formSchema = z.record(z.string(), z.string()).catch({});

/**
 * Reads how the next deliveries are to be answered.
 *
 * @throws {Problem} if it says something else
 */
export function parseChoice(json: unknown): Choice {
  const { data, error } = choiceSchema.safeParse(json);
  if (data === undefined) {
    const [issue] = error.issues;
    const found = [issue?.path.join('.') ?? '', issue?.message ?? ''].filter((text) => text !== '');
    throw new Problem(400, `${ALLOWED} Found: ${found.join(': ')}.`);
  }
  const { status, delay, count, for: seconds } = data;
  const delayMs = Math.round(delay * 1_000);
  return {
    answer: { ...(status !== undefined && { status }), ...(delayMs > 0 && { delayMs }) },
    count,
    forMs: Math.round(seconds * 1_000),
  };
}

/** Reads the same from the fields of a form; empty ones are not set. */
export function parseChoiceForm(form: unknown): Choice {
  const fields = Object.entries(formSchema.parse(form)).filter(([, text]) => text !== '');
  return parseChoice(Object.fromEntries(fields.map(([name, text]) => [name, Number(text)])));
}
