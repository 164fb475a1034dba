import { randomUUID } from 'node:crypto';

/** A job as the API v2 documents it. */
export interface JobInApi {
  readonly id: string;
  readonly name: string;
  readonly type: 'build' | 'approval';
  readonly status: string;
  readonly started_at: string | null;
  readonly stopped_at: string | null;
  readonly job_number?: number;
  readonly dependencies: readonly string[];
  readonly project_slug: string;
}

/** A workflow as the API v2 documents it, with its jobs, which are asked for by themselves. */
export interface WorkflowInApi {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly created_at: string;
  readonly stopped_at: string | null;
  readonly pipeline_id: string;
  readonly pipeline_number: number;
  readonly project_slug: string;
  readonly started_by: string;
  readonly jobs: readonly JobInApi[];
}

/** A pipeline as the API v2 documents it, with its workflows, which are asked for by themselves. */
export interface PipelineInApi {
  readonly id: string;
  readonly number: number;
  readonly state: 'created';
  readonly errors: readonly [];
  readonly created_at: string;
  readonly updated_at: string;
  readonly project_slug: string;
  readonly trigger: { readonly type: string; readonly received_at: string };
  readonly vcs?: object;
  readonly trigger_parameters?: object;
  /** Undefined if they are past retention: asking for them is a 404. */
  readonly workflows: readonly WorkflowInApi[] | undefined;
}

/** A project as the API v2 documents it, with its pipelines in the order in which they are listed. */
export interface ProjectInApi {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly organization_id: string;
  readonly organization_name: string;
  readonly pipelines: readonly PipelineInApi[];
}

export interface Answered {
  readonly status: number;
  readonly json: object;
}

/** Answers what asks for what ran; undefined for what asks for anything else. */
export function answerRuns(
  projects: readonly ProjectInApi[],
  { pathname, searchParams }: URL,
  pageSize: number,
): Answered | undefined {
  const path = decodeURIComponent(pathname.replace('/api/v2', ''));
  const [, slug = '', wantsPipelines] =
    /^\/project\/([^/]+\/[^/]+\/[^/]+)(\/pipeline)?$/.exec(path) ?? [];
  const project = projects.find((one) => one.slug === slug);
  if (project !== undefined) {
    const { pipelines, ...told } = project;
    if (wantsPipelines === undefined) return { status: 200, json: told };
    return page(
      pipelines.map(({ workflows: _, ...pipeline }) => pipeline),
      searchParams,
      pageSize,
    );
  }
  const pipelines = projects.flatMap((one) => one.pipelines);
  const [, pipelineId] = /^\/pipeline\/([^/]+)\/workflow$/.exec(path) ?? [];
  if (pipelineId !== undefined) {
    const pipeline = pipelines.find(({ id }) => id === pipelineId);
    if (pipeline === undefined) return undefined;
    const { workflows } = pipeline;
    if (workflows === undefined) return NOT_FOUND;
    return page(
      workflows.map(({ jobs: _, ...workflow }) => workflow),
      searchParams,
      pageSize,
    );
  }
  const [, workflowId] = /^\/workflow\/([^/]+)\/job$/.exec(path) ?? [];
  if (workflowId === undefined) return undefined;
  const workflow = pipelines
    .flatMap(({ workflows = [] }) => workflows)
    .find(({ id }) => id === workflowId);
  return workflow && page(workflow.jobs, searchParams, pageSize);
}

const NOT_FOUND: Answered = { status: 404, json: { message: 'Not found.' } };

/** Takes no other parameter than the one that is documented. */
function page(items: readonly object[], query: URLSearchParams, size: number): Answered {
  const others = [...query.keys()].filter((name) => name !== 'page-token');
  if (others.length > 0) return { status: 400, json: { message: `No ${others.join(', ')}.` } };
  const start = Number(query.get('page-token') ?? 0);
  const next = start + size < items.length ? String(start + size) : null;
  return {
    status: 200,
    json: { items: items.slice(start, start + size), next_page_token: next },
  };
}

/** A project of GitHub OAuth. */
export function projectInApi(
  pipelines: readonly PipelineInApi[] = [],
  slug = 'github/example/shop',
): ProjectInApi {
  return {
    id: 'b1a2c3d4-e5f6-4a7b-8c9d-e0f1a2b3c4d5',
    slug,
    name: slug.split('/').at(-1) ?? '',
    organization_id: 'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f',
    organization_name: 'example',
    pipelines,
  };
}

let lastNumber = 500;

/** A pipeline that had one workflow with one job, ended at a time unless changed. */
export function pipelineInApi(
  stoppedAt: Date,
  {
    workflow = {},
    job = {},
    ...changes
  }: Partial<PipelineInApi> & {
    readonly workflow?: Partial<WorkflowInApi>;
    readonly job?: Partial<JobInApi>;
  } = {},
): PipelineInApi {
  const createdAt = new Date(stoppedAt.getTime() - 60_000).toISOString();
  const number = (lastNumber += 1);
  const pipeline: PipelineInApi = {
    id: randomUUID(),
    number,
    state: 'created',
    errors: [],
    created_at: createdAt,
    updated_at: createdAt,
    project_slug: 'github/example/shop',
    trigger: { type: 'webhook', received_at: createdAt },
    vcs: {
      provider_name: 'GitHub',
      origin_repository_url: 'https://github.com/example/shop',
      target_repository_url: 'https://github.com/example/shop',
      revision: '4c1f0d9e8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e',
      branch: 'main',
      commit: { subject: 'Round prices to whole cents', body: '' },
    },
    workflows: undefined,
    ...changes,
  };
  const own = { jobs: [jobInApi(stoppedAt, job)], ...workflow };
  return { ...pipeline, workflows: [workflowInApi(pipeline, stoppedAt, own)], ...changes };
}

/** A workflow of a pipeline, without jobs unless given. */
export function workflowInApi(
  {
    id,
    number,
    created_at,
    project_slug,
  }: Pick<PipelineInApi, 'id' | 'number' | 'created_at' | 'project_slug'>,
  stoppedAt: Date,
  changes: Partial<WorkflowInApi> = {},
): WorkflowInApi {
  return {
    id: randomUUID(),
    name: 'build-and-test',
    status: 'success',
    created_at,
    stopped_at: seconds(stoppedAt),
    pipeline_id: id,
    pipeline_number: number,
    project_slug,
    started_by: 'd034fff0-0b1b-4f4b-9a3a-8f0a6f0f5b11',
    jobs: [],
    ...changes,
  };
}

export function jobInApi(stoppedAt: Date, changes: Partial<JobInApi> = {}): JobInApi {
  lastNumber += 1;
  return {
    id: randomUUID(),
    name: 'test',
    type: 'build',
    status: 'success',
    started_at: seconds(new Date(stoppedAt.getTime() - 50_000)),
    stopped_at: seconds(stoppedAt),
    job_number: lastNumber,
    dependencies: [],
    project_slug: 'github/example/shop',
    ...changes,
  };
}

/** A job that waits for a person, or has been approved: it has no number. */
export function approvalInApi(stoppedAt: Date, changes: Partial<JobInApi> = {}): JobInApi {
  const { job_number: _, ...job } = jobInApi(stoppedAt, { type: 'approval', ...changes });
  return job;
}

/** The API's times of workflows and jobs may be coarser than those of events. */
function seconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
