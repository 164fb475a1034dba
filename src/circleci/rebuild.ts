import { createHash } from 'node:crypto';
import { STATUSES, type CompletedType } from './event-types';
import type { ParsedEvent } from './events';
import { defined, isMap, valueAt } from './read';
import { uuidOf } from './samples/randomness';
import type { EventIdentity } from './summary';
import { parseTime } from './time';

/*
 * Events as CircleCI would have sent them, made of what its API tells afterwards. What the API does not tell is absent:
 * `happened_at`, the workflow's `url`, and who wrote the commit.
 */

/** A pipeline, as the API has it. */
export interface ApiPipeline {
  readonly id: string;
  readonly number?: number | undefined;
  readonly created_at?: string | undefined;
  readonly trigger?: { readonly type?: string | undefined } | undefined;
  /** Of GitHub OAuth and Bitbucket projects. */
  readonly vcs?: object | undefined;
  /** Of all others. */
  readonly trigger_parameters?: object | undefined;
}

export interface ApiWorkflow {
  readonly id: string;
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  readonly created_at?: string | undefined;
  readonly stopped_at?: string | undefined;
}

export interface ApiJob {
  readonly id: string;
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  readonly started_at?: string | undefined;
  readonly stopped_at?: string | undefined;
  /** Approvals have none. */
  readonly job_number?: number | undefined;
}

export interface ApiProject {
  readonly id: string;
  readonly slug: string;
  readonly name?: string | undefined;
  readonly organization_id?: string | undefined;
  readonly organization_name?: string | undefined;
}

/** What a workflow or a job ran in. */
export interface RunContext {
  readonly project: ApiProject;
  readonly pipeline: ApiPipeline;
  /** The one that would have brought the event; undefined if it is not clear which. */
  readonly webhook: { readonly id: string; readonly name: string } | undefined;
}

/** An event, made anew. */
export interface RebuiltEvent {
  readonly type: CompletedType;
  /** Of the workflow or the job. */
  readonly runId: string;
  readonly stoppedAt: Date;
  readonly json: object;
}

/** Rebuilds the event of a workflow; undefined if it has not ended. */
export function rebuildWorkflow(
  workflow: ApiWorkflow,
  context: RunContext,
): RebuiltEvent | undefined {
  const { status } = workflow;
  if (!STATUSES.workflow.some((ended) => ended === status)) return undefined;
  return rebuilt('workflow-completed', workflow, context, {
    workflow: { ...workflowFields(workflow), status },
  });
}

/** By a job's status in the API, the one that its event has. */
const JOB_STATUSES: Readonly<Record<string, (typeof STATUSES.job)[number]>> = {
  success: 'success',
  failed: 'failed',
  timedout: 'failed',
  infrastructure_fail: 'failed',
  'terminated-unknown': 'failed',
  canceled: 'canceled',
  unauthorized: 'unauthorized',
};

/** Rebuilds the event of a job; undefined if it has not ended, or is none that events tell of, as an approval. */
export function rebuildJob(
  job: ApiJob,
  workflow: ApiWorkflow,
  context: RunContext,
): RebuiltEvent | undefined {
  const { id, name, started_at, stopped_at, job_number: number } = job;
  const told = job.status ?? '';
  const status = Object.hasOwn(JOB_STATUSES, told) ? JOB_STATUSES[told] : undefined;
  if (status === undefined || number === undefined) return undefined;
  return rebuilt('job-completed', job, context, {
    job: defined({ id, name, started_at, stopped_at, status, number }),
    workflow: workflowFields(workflow),
  });
}

function rebuilt(
  type: CompletedType,
  run: ApiWorkflow | ApiJob,
  { project, pipeline, webhook }: RunContext,
  about: object,
): RebuiltEvent | undefined {
  const stoppedAt = parseTime(run.stopped_at);
  if (stoppedAt === undefined) return undefined;
  const { id, name, slug, organization_id, organization_name } = project;
  const json = defined({
    type,
    id: rebuiltId(type, run.id, stoppedAt),
    webhook,
    ...about,
    pipeline: pipelineFields(pipeline, slug),
    project: defined({ id, name, slug }),
    organization: defined({ id: organization_id, name: organization_name }),
  });
  return { type, runId: run.id, stoppedAt, json };
}

function workflowFields({ id, name, created_at, stopped_at }: ApiWorkflow): object {
  return defined({ id, name, created_at, stopped_at });
}

function pipelineFields({ id, number, created_at, ...more }: ApiPipeline, slug: string): object {
  const { vcs, trigger_parameters: parameters, trigger } = more;
  const hasParameters = slug.startsWith('circleci/') && parameters !== undefined;
  return defined({
    id,
    number,
    created_at,
    trigger: trigger && defined({ type: trigger.type }),
    ...(hasParameters ? { trigger_parameters: parameters } : { vcs: vcs && vcsFields(vcs) }),
  });
}

/** What the API tells of a pipeline's source that events tell too. */
const VCS_FIELDS = [
  ...['origin_repository_url', 'target_repository_url', 'revision', 'branch', 'tag'],
] as const;

function vcsFields(vcs: object): object {
  const name = valueAt(vcs, 'provider_name');
  const commit = valueAt(vcs, 'commit');
  return defined({
    provider_name: typeof name === 'string' ? name.toLowerCase() : name, // the API has `GitHub`
    ...Object.fromEntries(VCS_FIELDS.map((field) => [field, valueAt(vcs, field)])),
    commit: isMap(commit)
      ? defined({ subject: valueAt(commit, 'subject'), body: valueAt(commit, 'body') })
      : undefined,
  });
}

/** A namespace of our own, so that no one else's names give the same ids. */
const NAMESPACE = Buffer.from('5f0c3b1e9d7a4c2f8e6b0a4d1c9f7e35', 'hex');

/**
 * Makes the id of a rebuilt event, the same each time: a UUID of version 5. Node makes none, and a library for it would
 * be more than these lines.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.5
 */
export function rebuiltId(type: CompletedType, runId: string, stoppedAt: Date): string {
  const name = `${type}:${runId}:${stoppedAt.toISOString()}`;
  const digest = createHash('sha1').update(NAMESPACE).update(name).digest();
  return uuidOf(digest.subarray(0, 16), 5);
}

/**
 * Tells what an event is known by that is rebuilt. The real one has an id of CircleCI's own, and may write its times
 * otherwise: what both have is the workflow or the job, which ends once.
 */
export function runIdentity(type: CompletedType, runId: string): EventIdentity {
  return { webhookId: 'rebuilt', id: `${type} ${runId}` };
}

/** Tells of an event what it would be known by if it were rebuilt; undefined if it cannot be. */
export function runIdentityOf({ kind, event }: ParsedEvent): EventIdentity | undefined {
  const runId =
    kind === 'workflow-completed'
      ? event.workflow.id
      : kind === 'job-completed'
        ? event.job.id
        : undefined;
  return runId === undefined || kind === 'ping' || kind === 'unknown'
    ? undefined
    : runIdentity(kind, runId);
}
