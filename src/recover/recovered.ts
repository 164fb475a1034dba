import { z } from 'zod';

const countSchema = z.int().min(0);

/** How far the rebuilding of missed events is, and what came of it, in the form in which the inspector's API tells it. */
export const recoveredSchema = z.object({
  state: z.enum(['running', 'done', 'failed']),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  projects: z.array(z.string()),
  dry_run: z.boolean(),
  /** Workflows and jobs that ended in that time, and of which CircleCI would have told. */
  found: countSchema,
  /** Those of them that a kept delivery tells of. */
  had_already: countSchema,
  /** In a dry run, those that would be. */
  rebuilt: countSchema,
  /** What CircleCI no longer has. */
  not_readable: countSchema,
  /** Sentences on what the result depends on. */
  notes: z.array(z.string()),
  /** Why it failed; null if it has not. */
  problem: z.string().nullable(),
  /** What was rebuilt, or would be, the oldest first. */
  events: z.array(
    z.object({
      title: z.string(),
      project: z.string(),
      name: z.string().nullable(),
      stopped_at: z.iso.datetime(),
      /** Of the delivery; null in a dry run. */
      id: z.string().nullable(),
    }),
  ),
});

export type Recovered = z.output<typeof recoveredSchema>;

/** Tells in a sentence what came of it, or will. */
export function summary(recovered: Recovered): string {
  const { found, had_already: had, rebuilt, not_readable: lost, dry_run: isDry } = recovered;
  const made = isDry ? `${rebuilt} to be rebuilt` : `${rebuilt} rebuilt`;
  return `${found} found, ${had} had already, ${made}, ${lost} not readable.`;
}
