import { z } from 'zod';

const withStatus = z.looseObject({ status: z.string() }).optional().catch(undefined);

/** As little as a summary needs: everything else may be missing, null or of another type. */
const summarySchema = z.looseObject({ type: z.string(), workflow: withStatus, job: withStatus });

/** Parses a body from JSON, or gives undefined where it is none. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Names an event in a few words: its type and, where it has one, its status, as in
 * `workflow-completed success`.
 *
 * @param body the body, parsed from JSON
 * @returns undefined for what does not look like an event
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 */
export function summariseEvent(body: unknown): string | undefined {
  const event = summarySchema.safeParse(body);
  if (!event.success) return undefined;
  const { type, workflow, job } = event.data;
  const status = type.startsWith('job-') ? job?.status : workflow?.status;
  return status === undefined ? type : `${type} ${status}`;
}
