import { describeEvent, type EventDetails, type Run } from './describe';
import { subjectOf, type Subject } from './event-types';
import { textOf } from './read';
import { toldBy } from './told';

/** What the event that a delivery brought tells of its pipeline. */
export interface PipelineEvent {
  readonly deliveryId: string;
  /** Whether it was made of what the API tells. */
  readonly isRebuilt: boolean;
  readonly pipelineId: string;
  /** What the event is about. */
  readonly subject: Subject;
  readonly details: EventDetails;
}

/** A job or a workflow, and the newest delivery that told of it. */
export interface ToldRun extends Run {
  /** Absent of a workflow of which only its jobs have told: it runs still, or its events are not sent here. */
  readonly deliveryId?: string;
  readonly isRebuilt?: boolean;
}

export interface WorkflowOfPipeline {
  readonly run: ToldRun;
  /** As it came: it may lead anywhere. */
  readonly url?: string;
  /** In the order of their start. */
  readonly jobs: readonly ToldRun[];
}

/** In milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Pipeline {
  readonly id: string;
  /** What the newest of its events tells. */
  readonly details: EventDetails;
  /** In the order of their start. */
  readonly workflows: readonly WorkflowOfPipeline[];
  /** From the first start to the last end; undefined if no times are told. */
  readonly span?: Span;
}

/**
 * Reads what an event tells of its pipeline.
 *
 * @param json the body, parsed from JSON
 * @returns undefined if it is of none
 */
export function pipelineEvent(
  deliveryId: string,
  json: unknown,
  isRebuilt = false,
): PipelineEvent | undefined {
  const { type, pipeline } = toldBy(json);
  const pipelineId = textOf(pipeline?.id);
  if (pipelineId === undefined) return undefined;
  const subject = subjectOf(textOf(type) ?? '');
  return { deliveryId, isRebuilt, pipelineId, subject, details: describeEvent(json) };
}

/**
 * Groups events by pipeline, workflow and job. What several events tell of the same run, as when a workflow is
 * canceled, is told by the newest.
 *
 * @param events newest first
 * @returns the pipelines, the one with the newest event first
 */
export function groupByPipeline(events: readonly PipelineEvent[]): Pipeline[] {
  return [...groupBy(events, ({ pipelineId }) => pipelineId)].map(([id, told]) =>
    pipelineOf(id, told),
  );
}

function pipelineOf(id: string, told: readonly PipelineEvent[]): Pipeline {
  const byWorkflow = groupBy(told, ({ details }) => details.workflow?.id);
  const workflows = [...byWorkflow.values()].map(workflowOf).sort((a, b) => byStart(a.run, b.run));
  const span = spanOf(workflows.flatMap(({ run, jobs }) => [run, ...jobs]));
  return { id, details: told[0]?.details ?? {}, workflows, ...(span && { span }) };
}

function workflowOf(told: readonly PipelineEvent[]): WorkflowOfPipeline {
  const own = told.find(({ subject }) => subject === 'workflow');
  const url = told.find(({ details }) => details.workflow?.url !== undefined)?.details.workflow
    ?.url;
  const ofJobs = told.filter(({ subject }) => subject === 'job');
  return {
    run: own
      ? { ...own.details.workflow, deliveryId: own.deliveryId, isRebuilt: own.isRebuilt }
      : asOthersTell(told[0]?.details.workflow),
    ...(url !== undefined && { url }),
    jobs: [...groupBy(ofJobs, ({ details }) => details.job?.id).values()]
      .flatMap(([newest]) => (newest ? [newest] : []))
      .map(({ deliveryId, isRebuilt, details }) => ({ ...details.job, deliveryId, isRebuilt }))
      .reverse() // jobs that started together stand in the order in which they were told of
      .sort(byStart),
  };
}

/** Takes the end off a workflow that a job's event tells of: it is that of the job, and the workflow may go on. */
function asOthersTell({ name, id, startedAt }: Run = {}): ToldRun {
  return {
    ...(name !== undefined && { name }),
    ...(id !== undefined && { id }),
    ...(startedAt !== undefined && { startedAt }),
  };
}

function spanOf(runs: readonly Run[]): Span | undefined {
  const times = runs
    .flatMap(({ startedAt, stoppedAt }) => [startedAt, stoppedAt])
    .flatMap((time) => (time === undefined ? [] : [time.getTime()]));
  if (times.length === 0) return undefined;
  return {
    from: times.reduce((least, time) => Math.min(least, time)),
    to: times.reduce((most, time) => Math.max(most, time)),
  };
}

/** Puts what has no start last. */
function byStart(a: Run, b: Run): number {
  const [first, second] = [a, b].map(({ startedAt }) => startedAt?.getTime() ?? Number.MAX_VALUE);
  return (first ?? 0) - (second ?? 0);
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
