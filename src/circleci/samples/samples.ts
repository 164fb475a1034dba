/// <reference types="node" preserve="true" />
import type { CompletedType } from '../event-types';
import { eventId, lastingId } from './ids';
import { createRandomness, type RandomBytes } from './randomness';
import { repositoryOf } from './repository';
import type { SampleSettings, SampleType } from './settings';
import { originOf, sourceFields } from './source';
import { microseconds, milliseconds } from './timestamps';

/** An event as it stands in a body: its keys are in CircleCI's order. */
export type SampleEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** What all events of a pipeline say of it. */
export interface PipelineSample {
  readonly webhook: Readonly<Record<string, string>>;
  readonly project: Readonly<Record<string, string>>;
  readonly organization: Readonly<Record<string, string>>;
  readonly pipeline: Readonly<Record<string, unknown>> & { readonly number: number };
}

export interface WorkflowSample {
  readonly id: string;
  readonly name: string;
  /** This and other times are in milliseconds since 1970. */
  readonly createdAt: number;
}

export interface JobSample {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly status: string;
}

export interface SamplesOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly randomBytes: RandomBytes;
}

/** Makes events as CircleCI sends them, all of them made up. */
export interface Samples {
  /** Makes an event that happens now: its job lies within its workflow, and that within its pipeline. */
  readonly event: (type: SampleType, settings?: SampleSettings) => SampleEvent;
  readonly pipeline: (settings: SampleSettings, createdAt: number) => PipelineSample;
  readonly workflow: (name: string | undefined, createdAt: number) => WorkflowSample;
  readonly job: (job: Omit<JobSample, 'id' | 'number'>) => JobSample;
  readonly jobCompleted: (about: {
    readonly pipeline: PipelineSample;
    readonly workflow: WorkflowSample;
    readonly job: JobSample;
    /** When the workflow ended, if it ended with the job. */
    readonly workflowStoppedAt?: number;
    readonly happenedAt: number;
  }) => SampleEvent;
  readonly workflowCompleted: (about: {
    readonly pipeline: PipelineSample;
    readonly workflow: WorkflowSample;
    readonly status: string;
    readonly stoppedAt: number;
    readonly happenedAt: number;
  }) => SampleEvent;
}

const WEBHOOK_NAME = 'circleci-webhook';

/**
 * Makes the makers of samples.
 *
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 * @example
 * const samples = createSamples({ clock: () => 0, randomBytes: (size) => new Uint8Array(size) });
 * const always = samples.event('job-completed', { provider: 'gitlab', job: 'test' });
 */
export function createSamples({ clock, randomBytes }: SamplesOptions): Samples {
  const randomness = createRandomness(randomBytes);
  const { integer, uuid } = randomness;
  let jobNumber: number | undefined; // counted up, as in a project: a rerun's jobs come after the first run's
  const happened = (time: number): string => microseconds(time, integer(0, 999));

  const samples: Samples = {
    event(type, settings = {}) {
      const happenedAt = clock();
      if (type === 'ping') {
        return { type, id: uuid(), happened_at: happened(happenedAt), webhook: webhook(settings) };
      }
      const stoppedAt = happenedAt - integer(100, 140);
      const startedAt = stoppedAt - integer(8_000, 180_000);
      const createdAt = startedAt - integer(1_900, 2_600);
      const pipeline = samples.pipeline(settings, createdAt - integer(70, 140));
      const workflow = samples.workflow(settings.workflow, createdAt);
      const status = settings.status ?? 'success';
      const times = { stoppedAt, workflowStoppedAt: stoppedAt, happenedAt };
      const makers: Readonly<Record<CompletedType, () => SampleEvent>> = {
        'workflow-completed': () =>
          samples.workflowCompleted({ pipeline, workflow, status, ...times }),
        'job-completed': () => {
          const job = samples.job({ name: settings.job ?? 'test', startedAt, stoppedAt, status });
          return samples.jobCompleted({ pipeline, workflow, job, ...times });
        },
      };
      return makers[type]();
    },

    pipeline(settings, createdAt) {
      const { provider = 'github', trigger, project = 'example/shop' } = settings;
      const repository = repositoryOf(provider, project);
      // As captured: what the API starts through the GitHub App names neither project nor organization.
      const namesThem = !(provider === 'github-app' && trigger === 'api');
      const { owner, name, slug, projectId, organizationId } = repository;
      const origin = originOf(settings, repository, createdAt - integer(260, 540));
      return {
        webhook: webhook(settings),
        project: { id: projectId, name: namesThem ? name : '', slug },
        organization: { id: organizationId, name: namesThem ? owner : '' },
        pipeline: {
          id: uuid(),
          number: integer(1, 9_999),
          created_at: milliseconds(createdAt),
          ...sourceFields(origin, randomness),
        },
      };
    },

    workflow: (name = 'build-and-test', createdAt) => ({ id: uuid(), name, createdAt }),

    job(job) {
      const id = uuid();
      jobNumber = jobNumber === undefined ? integer(1, 99_999) : jobNumber + 1;
      return { id, number: jobNumber, ...job };
    },

    jobCompleted({ pipeline: run, workflow, job, workflowStoppedAt, happenedAt }) {
      const stopped = milliseconds(job.stoppedAt);
      return {
        happened_at: happened(happenedAt),
        pipeline: run.pipeline,
        webhook: run.webhook,
        type: 'job-completed',
        organization: run.organization,
        workflow: workflowFields(run, workflow, workflowStoppedAt),
        project: run.project,
        id: eventId('job-completed', job.id, stopped),
        job: {
          status: job.status,
          id: job.id,
          name: job.name,
          number: job.number,
          started_at: milliseconds(job.startedAt),
          stopped_at: stopped,
        },
      };
    },

    workflowCompleted({ pipeline: run, workflow, status, stoppedAt, happenedAt }) {
      return {
        type: 'workflow-completed',
        id: eventId('workflow-completed', workflow.id, milliseconds(stoppedAt)),
        happened_at: happened(happenedAt),
        webhook: run.webhook,
        workflow: { ...workflowFields(run, workflow, stoppedAt), status },
        pipeline: run.pipeline,
        project: run.project,
        organization: run.organization,
      };
    },
  };
  return samples;
}

/**
 * A Buffer of memory that is not shared: the `fetch` of browsers' types, which are there by default, takes no other.
 * Before TypeScript 5.7, there is no name for it.
 */
export type SampleBody = ReturnType<typeof Buffer.alloc>;

/**
 * Gives the bytes of an event: compact JSON, without a newline at the end.
 *
 * @example
 * const body = bodyOf({ type: 'deploy-completed', id: 'one-of-a-type-to-come' });
 */
export function bodyOf(event: unknown): SampleBody {
  return Buffer.from(JSON.stringify(event));
}

function webhook({ webhook: name = WEBHOOK_NAME }: SampleSettings): PipelineSample['webhook'] {
  return { id: lastingId('webhook', name), name };
}

function workflowFields(
  { project, pipeline }: PipelineSample,
  { id, name, createdAt }: WorkflowSample,
  stoppedAt: number | undefined,
): Readonly<Record<string, string>> {
  return {
    id,
    name,
    created_at: milliseconds(createdAt),
    ...(stoppedAt !== undefined && { stopped_at: milliseconds(stoppedAt) }),
    url: `https://app.circleci.com/pipelines/${project['slug'] ?? ''}/${pipeline.number}/workflows/${id}`,
  };
}
