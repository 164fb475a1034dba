import { z } from 'zod';
import { startStandIn } from './stand-in';

/** A job as `GET /workflow/{id}/job` has it. */
interface StandInJob {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly type: 'build' | 'approval';
  readonly project_slug: string;
  readonly started_at: string;
  readonly stopped_at?: string;
  readonly job_number?: number;
  readonly dependencies: readonly string[];
}

/** An action of a step as v1.1 has it. */
interface StandInAction {
  readonly name: string;
  readonly index: number;
  readonly status: string;
  readonly exit_code: number | null;
  readonly output_url: string | null;
  readonly has_output: boolean;
  readonly run_time_millis: number;
}

interface StandInTest {
  readonly name: string;
  readonly classname: string;
  readonly file: string | null;
  readonly source: string;
  readonly result: 'success' | 'failure' | 'skipped';
  readonly message: string;
  readonly run_time: number;
}

/** What the stand-in knows of runs that failed; what it does is noted in it. */
export interface FailedRuns {
  /** By their ids. */
  readonly workflows?: Readonly<Record<string, readonly StandInJob[]>>;
  /** By slug and number of the job, as in `github/example/shop/7`. */
  readonly builds?: Readonly<
    Record<string, readonly { readonly name: string; readonly actions: readonly StandInAction[] }[]>
  >;
  /** The same; a job without tests has an empty list. */
  readonly tests?: Readonly<Record<string, readonly StandInTest[]>>;
  /** By the ids of pipelines, what is wrong with their configuration. */
  readonly pipelineErrors?: Readonly<Record<string, readonly string[]>>;
  /** The ids of workflows that still run: they can be canceled, and not rerun. */
  readonly running?: Set<string>;
  /** The approvals that wait, as `<workflow id>/<request id>`. */
  readonly approvals?: Set<string>;
  /** The ids that the next reruns get; their number is at the end of what it makes up. */
  readonly reruns?: { readonly of: string; readonly fromFailed: boolean; readonly as: string }[];
  readonly triggered?: object[];
}

export function job(name: string, status: string, number?: number): StandInJob {
  return {
    ...{ id: `job-${name}`, name, status, type: 'build', project_slug: 'gh/example/shop' },
    ...{ started_at: '2026-11-02T09:18:05Z', stopped_at: '2026-11-02T09:21:44Z' },
    ...(number !== undefined && { job_number: number }),
    dependencies: [],
  };
}

export function action(
  name: string,
  {
    outputUrl = null,
    exitCode = 0,
    index = 0,
    status = exitCode === 0 ? 'success' : 'failed',
  }: {
    outputUrl?: string | null;
    exitCode?: number | null;
    index?: number;
    status?: string;
  } = {},
): StandInAction {
  return {
    ...{ name, index, status, exit_code: exitCode, output_url: outputUrl },
    ...{ has_output: outputUrl !== null, run_time_millis: 1_204 },
  };
}

export function testResult(name: string, changes: Partial<StandInTest> = {}): StandInTest {
  return {
    ...{ name, classname: 'prices', file: 'test/prices.test.ts', source: 'jest' },
    ...{ result: 'failure', message: 'expected 3, got 4', run_time: 0.25 },
    ...changes,
  };
}

interface Asked {
  readonly method: string;
  readonly pathname: string;
  readonly searchParams: URLSearchParams;
  readonly body: string;
}

interface Answered {
  readonly status: number;
  readonly value: object;
}

const NOT_FOUND = { status: 404, value: { message: 'Not found' } };
const ACCEPTED = { status: 202, value: { message: 'Accepted.' } };
const PAGE_SIZE = 2;

const rerunSchema = z.strictObject({
  enable_ssh: z.boolean().optional(),
  from_failed: z.boolean().optional(),
  is_sparse_tree: z.boolean().optional(),
  jobs: z.array(z.uuid()).optional(),
});

const triggerSchema = z
  .strictObject({
    branch: z.string().optional(),
    tag: z.string().optional(),
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  })
  .refine(({ branch, tag }) => branch === undefined || tag === undefined);

/** Answers what is asked on runs that failed, as CircleCI's API does; undefined if it is something else. */
export function answerOnFailures(runs: FailedRuns, asked: Asked): Answered | undefined {
  const [, version, ...parts] = asked.pathname.split('/').filter((part) => part !== '');
  const [kind, id = ''] = parts;
  if (version === 'v1.1' && kind === 'project') {
    const steps = runs.builds?.[parts.slice(1).join('/')];
    const build = { build_num: Number(parts.at(-1)), status: 'failed', outcome: 'failed', steps };
    return steps === undefined ? NOT_FOUND : { status: 200, value: build };
  }
  if (kind === 'workflow' && asked.method === 'GET' && parts[2] === 'job') {
    return paged(runs.workflows?.[id], asked);
  }
  if (kind === 'workflow' && asked.method === 'POST') {
    return act(runs, asked, { id, verb: parts.slice(2).join('/') });
  }
  if (kind === 'pipeline' && asked.method === 'GET' && parts.length === 2) {
    const errors = runs.pipelineErrors?.[id]?.map((message) => ({ type: 'config', message }));
    return errors && { status: 200, value: { id, errors, state: 'errored' } };
  }
  if (kind === 'project' && parts.at(-1) === 'tests') {
    return paged(runs.tests?.[parts.slice(1, -1).join('/')], asked);
  }
  if (kind === 'project' && parts.at(-1) === 'pipeline' && asked.method === 'POST') {
    const body = triggerSchema.safeParse(JSON.parse(asked.body));
    if (!body.success) return { status: 400, value: { message: 'Unexpected argument' } };
    runs.triggered?.push({ slug: parts.slice(1, -1).join('/'), ...body.data });
    const made = { id: 'pipeline-1', number: 25, state: 'created' };
    return { status: 201, value: { ...made, created_at: '2026-11-02T09:15:27Z' } };
  }
  return undefined;
}

function act(
  runs: FailedRuns,
  { body }: Asked,
  { id, verb }: { id: string; verb: string },
): Answered {
  if (verb.startsWith('approve/')) {
    const request = `${id}/${verb.slice('approve/'.length)}`;
    return runs.approvals?.delete(request) === true ? ACCEPTED : NOT_FOUND;
  }
  const isRunning = runs.running?.has(id) === true;
  const isKnown = isRunning || runs.workflows?.[id] !== undefined || hasMade(runs, id);
  if (!isKnown) return NOT_FOUND;
  if (verb === 'cancel') {
    if (!isRunning) return { status: 400, value: { message: 'Workflow is not running' } };
    runs.running.delete(id);
    return ACCEPTED;
  }
  const parsed = rerunSchema.safeParse(JSON.parse(body));
  if (verb !== 'rerun') return NOT_FOUND;
  if (!parsed.success) return { status: 400, value: { message: 'Unexpected argument' } };
  if (isRunning) return { status: 400, value: { message: 'Workflow is still running' } };
  const as = `00000000-0000-4000-8000-${String((runs.reruns?.length ?? 0) + 1).padStart(12, '0')}`;
  runs.reruns?.push({ of: id, fromFailed: parsed.data.from_failed === true, as });
  return { status: 202, value: { workflow_id: as } };
}

function hasMade({ reruns = [] }: FailedRuns, id: string): boolean {
  return reruns.some(({ as }) => as === id);
}

function paged(all: readonly object[] | undefined, { searchParams }: Asked): Answered {
  if (all === undefined) return NOT_FOUND;
  const start = Number(searchParams.get('page-token') ?? 0);
  const end = start + PAGE_SIZE;
  const next = end < all.length ? String(end) : null;
  return { status: 200, value: { items: all.slice(start, end), next_page_token: next } };
}

/** Serves what steps wrote, as the store does to which CircleCI's API leads; a text is a step's whole output. */
export async function startOutputs(
  outputs: Readonly<Record<string, string | { readonly status: number }>>,
): Promise<{ url: string; readonly headers: object[] }> {
  const headers: object[] = [];
  const { url } = await startStandIn((req, res) => {
    headers.push(req.headers);
    const output = outputs[req.url ?? ''];
    if (typeof output === 'object') res.writeHead(output.status).end('<Error>no</Error>');
    else if (output === undefined) res.writeHead(404).end();
    else {
      const messages = [{ message: output, time: '2026-11-02T09:18:06Z', type: 'out', index: 0 }];
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(messages));
    }
  });
  return { url, headers };
}
