import { defined, numberAt, textAt } from './read';
import { sourceOf, type Source } from './source';
import { durationAt, parseTime } from './time';

/** A workflow or a job of an event. */
export interface Run {
  readonly name?: string;
  readonly id?: string;
  readonly status?: string;
  readonly startedAt?: Date;
  readonly stoppedAt?: Date;
  /** In milliseconds. */
  readonly duration?: number;
}

/** An event in CircleCI's terms, as far as it tells. */
export interface EventDetails extends Source {
  readonly happenedAt?: string;
  readonly webhook?: string;
  readonly organization?: string;
  readonly project?: string;
  readonly projectSlug?: string;
  readonly pipeline?: string;
  readonly trigger?: string;
  readonly workflow?: Run;
  /** As it came: it may lead anywhere. */
  readonly workflowUrl?: string;
  readonly job?: Run;
  readonly jobNumber?: number;
}

/** Describes an event, parsed from JSON, in CircleCI's terms. */
export function describeEvent(json: unknown): EventDetails {
  const pipeline = numberAt(json, 'pipeline', 'number');
  return defined({
    ...sourceOf(json),
    happenedAt: textAt(json, 'happened_at'),
    webhook: textAt(json, 'webhook', 'name') ?? textAt(json, 'webhook', 'id'),
    organization: textAt(json, 'organization', 'name'),
    project: textAt(json, 'project', 'name'),
    projectSlug: textAt(json, 'project', 'slug'),
    pipeline: pipeline === undefined ? undefined : `#${pipeline}`,
    trigger: textAt(json, 'pipeline', 'trigger', 'type'),
    workflow: describeRun(json, 'workflow', 'created_at'),
    workflowUrl: textAt(json, 'workflow', 'url'),
    job: describeRun(json, 'job', 'started_at'),
    jobNumber: numberAt(json, 'job', 'number'),
  });
}

function describeRun(
  json: unknown,
  kind: 'workflow' | 'job',
  started: 'created_at' | 'started_at',
): Run | undefined {
  const run: Run = defined({
    name: textAt(json, kind, 'name'),
    id: textAt(json, kind, 'id'),
    status: textAt(json, kind, 'status'),
    startedAt: parseTime(textAt(json, kind, started)),
    stoppedAt: parseTime(textAt(json, kind, 'stopped_at')),
    duration: durationAt(json, kind, started),
  });
  return Object.keys(run).length === 0 ? undefined : run;
}
