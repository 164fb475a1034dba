import {
  bodyOf,
  type JobSample,
  type PipelineSample,
  type SampleEvent,
  type WorkflowSample,
} from '../../../circleci/samples/samples';
import type { Sending, Stage } from './scenario';

/** A job as it is planned, in milliseconds from the workflow's start. */
export interface JobPlan {
  readonly name: string;
  readonly startsAfter: number;
  readonly takes: number;
  readonly status?: string;
}

export interface RunPlan {
  readonly jobs: readonly JobPlan[];
  /** Of the workflow. */
  readonly status: string;
  /** An earlier one if it is run again. */
  readonly pipeline?: PipelineSample;
  /** How long ago it is to have ended, in milliseconds; 0 if not told. */
  readonly endedAgo?: number;
}

/** A run of a workflow: its jobs, in the order in which they end. */
export interface Run {
  readonly pipeline: PipelineSample;
  readonly workflow: WorkflowSample;
  readonly jobs: readonly JobSample[];
  readonly status: string;
  readonly stoppedAt: number;
}

/** Between two jobs: their times are those of a real pipeline, but no one wants to wait for one. */
const PAUSE_MS = 200;

/** Computes how long a workflow of these jobs takes, in milliseconds. */
export function durationOf(jobs: readonly JobPlan[]): number {
  return Math.max(...jobs.map((job) => job.startsAfter + job.takes));
}

/** Plans a run that ends when the last of its events is sent, or some time before. */
export function planRun(stage: Stage, { jobs, status, pipeline, endedAgo = 0 }: RunPlan): Run {
  const { samples, settings, clock, integer } = stage;
  const stoppedAt = clock() + jobs.length * PAUSE_MS - integer(57, 95) - endedAgo;
  const createdAt = stoppedAt - durationOf(jobs);
  const planned = jobs.map(
    ({ name, startsAfter, takes: duration, status: jobStatus = 'success' }) =>
      samples.job({
        name,
        startedAt: createdAt + startsAfter,
        stoppedAt: createdAt + startsAfter + duration,
        status: jobStatus,
      }),
  );
  return {
    pipeline: pipeline ?? samples.pipeline(settings, createdAt - integer(70, 140)),
    workflow: samples.workflow(settings.workflow, createdAt),
    jobs: planned.sort((one, other) => one.stoppedAt - other.stoppedAt),
    status,
    stoppedAt,
  };
}

/** Sends the events of a run, the last job's and the workflow's 35 to 54 ms apart, as CircleCI does. */
export async function playRun(stage: Stage, run: Run): Promise<void> {
  const [last, ...others] = run.jobs.map((job) => jobSending(stage, run, job)).reverse();
  for (const job of others.reverse()) {
    await stage.wait(PAUSE_MS);
    await stage.send(job);
  }
  await stage.wait(PAUSE_MS);
  if (last !== undefined) await sendTogether(stage, last, workflowSending(stage, run));
}

/** Sends two events that CircleCI makes almost at the same time. */
export async function sendTogether(stage: Stage, first: Sending, second: Sending): Promise<void> {
  await Promise.all([
    stage.send(first),
    stage.wait(stage.integer(35, 54)).then(async () => stage.send(second)),
  ]);
}

export function jobSending(stage: Stage, run: Run, job: JobSample): Sending {
  const isLast = job.stoppedAt === run.stoppedAt;
  return sendingOf(
    stage.samples.jobCompleted({
      pipeline: run.pipeline,
      workflow: run.workflow,
      job,
      ...(isLast && { workflowStoppedAt: run.stoppedAt }),
      happenedAt: job.stoppedAt + stage.integer(57, 95),
    }),
    `job-completed ${job.status}: ${job.name}`,
  );
}

export function workflowSending(
  stage: Stage,
  { pipeline, workflow, status, stoppedAt }: Omit<Run, 'jobs'>,
): Sending {
  return sendingOf(
    stage.samples.workflowCompleted({
      pipeline,
      workflow,
      status,
      stoppedAt,
      happenedAt: stoppedAt + stage.integer(96, 140),
    }),
    `workflow-completed ${status}: ${workflow.name}`,
  );
}

export function sendingOf(event: SampleEvent, label: string): Sending {
  return { label, body: bodyOf(event) };
}
