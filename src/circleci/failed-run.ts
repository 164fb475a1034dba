import { describeEvent } from './describe';
import { COMPLETED_TYPES } from './event-types';
import { defined, textOf } from './read';
import type { EventSummary } from './summary';
import { toldBy } from './told';

/** The statuses of a workflow or job that went wrong. One that was canceled did not. */
const FAILURES: readonly string[] = ['failed', 'error', 'unauthorized'];

/** A workflow or a job that went wrong, as far as its event tells. */
export interface FailedRun {
  /** The project's. */
  readonly slug?: string;
  readonly workflowId?: string;
  /** As it came: it may lead anywhere. */
  readonly workflowUrl?: string;
  readonly pipelineId?: string;
  /** Absent if the event is about the workflow. */
  readonly job?: { readonly name?: string; readonly number?: number; readonly status?: string };
}

/** Tells whether an event is about a workflow or job that went wrong. */
export function isFailure({ type, status = '' }: EventSummary): boolean {
  return COMPLETED_TYPES.some((known) => known === type) && FAILURES.includes(status);
}

/**
 * Finds what went wrong in an event.
 *
 * @param json the body, parsed from JSON
 * @returns undefined if nothing did
 */
export function failedRunOf(json: unknown): FailedRun | undefined {
  const type = textOf(toldBy(json).type) ?? '';
  const { workflow, job, projectSlug } = describeEvent(json);
  const subject = type === 'job-completed' ? job : workflow;
  if (!isFailure({ type, status: subject?.status })) return undefined;
  return defined({
    slug: projectSlug,
    workflowId: workflow?.id,
    workflowUrl: workflow?.url,
    pipelineId: textOf(toldBy(json).pipeline?.id),
    job:
      subject === job && job !== undefined
        ? defined({ name: job.name, number: job.number, status: job.status })
        : undefined,
  });
}
