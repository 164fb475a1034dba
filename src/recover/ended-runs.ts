import { CircleCiApiError } from '../circleci-api/api-error';
import type { RunsApi } from '../circleci-api/runs';
import type { CompletedType } from '../circleci/event-types';
import {
  rebuildJob,
  rebuildWorkflow,
  type ApiPipeline,
  type ApiWorkflow,
  type RebuiltEvent,
  type RunContext,
} from '../circleci/rebuild';
import { parseTime } from '../circleci/time';

export interface TimeSpan {
  readonly since: Date;
  readonly until: Date;
}

/** A pipeline that was made so long before may still have been running, or have been rerun. */
const LOOK_BACK_MS = 24 * 60 * 60_000;

/** What CircleCI has no more, as after its retention. */
export const NOT_READABLE = 'not readable';

/**
 * Reads the workflows and jobs of a project that ended in a time, as the events that they would have brought. A job that
 * is told of in several workflows, as after a rerun from failed, may come several times.
 *
 * @throws {CircleCiApiError} but for what CircleCI has no more
 */
export async function* endedRuns(
  api: RunsApi,
  slug: string,
  span: TimeSpan,
  types: readonly CompletedType[],
  contextOf: (pipeline: ApiPipeline) => RunContext,
): AsyncGenerator<RebuiltEvent | typeof NOT_READABLE> {
  const mark = span.since.getTime() - LOOK_BACK_MS;
  const isOld = (pipeline: ApiPipeline): boolean => timeOf(pipeline) < mark;
  const isLater = ({ created_at }: ApiPipeline): boolean =>
    (parseTime(created_at) ?? span.until) > span.until;
  const seen = new Set<string>(); // while pages are read, new pipelines move others to the next page
  for await (const page of api.pipelines(slug)) {
    for (const pipeline of page) {
      if (seen.has(pipeline.id) || isOld(pipeline) || isLater(pipeline)) continue;
      seen.add(pipeline.id);
      yield* ofPipeline(api, pipeline.id, span, types, contextOf(pipeline));
    }
    // They are not quite in order: one that is old does not end it.
    if (page.length > 0 && page.every(isOld)) return;
  }
}

async function* ofPipeline(
  api: RunsApi,
  id: string,
  span: TimeSpan,
  types: readonly CompletedType[],
  context: RunContext,
): AsyncGenerator<RebuiltEvent | typeof NOT_READABLE> {
  const workflows = await unlessGone(api.workflows(id));
  if (workflows === undefined) {
    yield NOT_READABLE;
    return;
  }
  const isIn = (event: RebuiltEvent | undefined): event is RebuiltEvent =>
    event !== undefined && event.stoppedAt >= span.since && event.stoppedAt <= span.until;
  // The oldest first: a rerun from failed lists the jobs that it did not run again.
  for (const workflow of workflows.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const stoppedAt = parseTime(workflow.stopped_at);
    if (stoppedAt !== undefined && stoppedAt < span.since) continue;
    if (types.includes('job-completed')) {
      const jobs = await unlessGone(api.jobs(workflow.id));
      if (jobs === undefined) yield NOT_READABLE;
      yield* (jobs ?? []).map((job) => rebuildJob(job, workflow, context)).filter(isIn);
    }
    const event = types.includes('workflow-completed')
      ? rebuildWorkflow(workflow, context)
      : undefined;
    if (isIn(event)) yield event;
  }
}

/** Gives when something was made, in milliseconds since 1970; what tells no time comes last. */
function timeOf({ created_at }: Pick<ApiPipeline | ApiWorkflow, 'created_at'>): number {
  return parseTime(created_at)?.getTime() ?? Number.MAX_VALUE;
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CircleCiApiError && error.problem === 'not-found') return undefined;
    throw error;
  }
}
