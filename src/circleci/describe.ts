import type { Subject } from './event-types';
import { defined, numberOf, textOf } from './read';
import { sourceOf, type Source } from './source';
import { timesOf } from './time';
import { toldBy } from './told';

/** A workflow or a job of an event. */
export interface Run {
  readonly name?: string;
  readonly id?: string;
  readonly status?: string;
  /** Of a job. */
  readonly number?: number;
  /** Of a workflow, as it came: it may lead anywhere. */
  readonly url?: string;
  readonly startedAt?: Date;
  readonly stoppedAt?: Date;
  /** In milliseconds. */
  readonly duration?: number;
}

/** An event in CircleCI's terms, as far as it tells. */
export interface EventDetails extends Source, Readonly<Partial<Record<Subject, Run>>> {
  readonly happenedAt?: string;
  readonly webhook?: string;
  readonly organization?: string;
  readonly project?: string;
  readonly projectSlug?: string;
  readonly pipeline?: string;
  readonly trigger?: string;
}

/** Describes an event, parsed from JSON, in CircleCI's terms. */
export function describeEvent(json: unknown): EventDetails {
  const told = toldBy(json);
  const { webhook, organization, project, pipeline, workflow, job } = told;
  const number = numberOf(pipeline?.number);
  const runs = { workflow: describeRun(workflow), job: describeRun(job) };
  return defined({
    ...sourceOf(told),
    ...(runs satisfies Record<Subject, Run | undefined>),
    happenedAt: textOf(told.happened_at),
    webhook: textOf(webhook?.name) ?? textOf(webhook?.id),
    organization: textOf(organization?.name),
    project: textOf(project?.name),
    projectSlug: textOf(project?.slug),
    pipeline: number === undefined ? undefined : `#${number}`,
    trigger: textOf(pipeline?.trigger?.type),
  });
}

/** A workflow or a job, as its map has it. */
type ToldRun = Parameters<typeof timesOf>[0] &
  Readonly<Partial<Record<'name' | 'id' | 'status' | 'number' | 'url', unknown>>>;

function describeRun(told: ToldRun | null | undefined): Run | undefined {
  if (told === null || told === undefined) return undefined;
  const run: Run = defined({
    name: textOf(told.name),
    id: textOf(told.id),
    status: textOf(told.status),
    number: numberOf(told.number),
    url: textOf(told.url),
    ...timesOf(told),
  });
  return Object.keys(run).length === 0 ? undefined : run;
}
