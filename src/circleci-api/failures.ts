import { z } from 'zod';
import type { FailedRun } from '../circleci/failed-run';
import { CircleCiApiError } from './api-error';
import type { ApiAccess } from './api-request';
import { createAsk, idPart, slugPart, type Ask } from './ask';
import { pagesOf } from './pages';
import { MAX_OUTPUT_BYTES, readStepOutput, type StepOutput } from './step-output';
import { startOf, visible } from './visible';

/** A test that failed. */
export interface FailedTest {
  readonly name: string;
  readonly classname?: string;
  readonly file?: string;
  readonly message: string;
  readonly seconds?: number;
}

/** A step of a job that failed. One that runs several times at once may fail in each. */
export interface FailedStep {
  readonly name: string;
  readonly exitCode?: number;
  /** The end of what it wrote, 64 KB at most, without colours and with control characters spelled out. */
  readonly output: string;
  /** Whether it wrote more before that. */
  readonly isCut: boolean;
}

export interface FailedJob {
  readonly name: string;
  readonly number?: number;
  /** As CircleCI's API has it: it tells more than an event, such as `timedout`. */
  readonly status: string;
  /** Its page in CircleCI's web app, if the event tells that of its workflow. */
  readonly url?: string;
  readonly steps: readonly FailedStep[];
  readonly tests: readonly FailedTest[];
  /** Sentences on what of it could not be read. */
  readonly notes: readonly string[];
}

/** Why a workflow or a job failed. Its texts are what jobs and tests wrote: made visible, and yet of others. */
export interface Failure {
  /** When it was read, in ISO 8601. */
  readonly readAt: string;
  readonly jobs: readonly FailedJob[];
  /** Sentences on what else is to be said. */
  readonly notes: readonly string[];
}

/** A workflow's job, as far as it is needed here. */
interface Job {
  readonly slug: string | undefined;
  readonly name: string;
  readonly number: number | undefined;
  readonly status: string;
}

/** More than can be read by a person, and kept for one. */
const MAX_JOBS = 10;
const MAX_STEPS = 5;
const MAX_TESTS = 50;
const MAX_PAGES = 20;
/** Of the outputs of all steps together, in bytes; and of each that comes once that is used up. */
const MAX_OUTPUTS_BYTES = 256 * 1024;
const LEAST_OUTPUT_BYTES = 2 * 1024;
const MAX_NAME_CHARACTERS = 300;
const MAX_MESSAGE_CHARACTERS = 4_000;

const FAILED: readonly string[] = [
  ...['failed', 'timedout', 'infrastructure_fail', 'terminated-unknown', 'unauthorized'],
];

const text = z.string().nullish().catch(undefined);
const number = z.number().nullish().catch(undefined);

const jobsSchema = z.looseObject({
  items: z.array(
    z.looseObject({ name: text, status: text, job_number: number, project_slug: text }),
  ),
  next_page_token: text,
});

const buildSchema = z.looseObject({
  status: text,
  steps: z
    .array(
      z.looseObject({
        name: text,
        actions: z
          .array(
            z.looseObject({ index: number, status: text, exit_code: number, output_url: text }),
          )
          .catch([]),
      }),
    )
    .nullish()
    .catch([]),
});

const testsSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      ...{ name: text, classname: text, file: text, result: text, message: text },
      run_time: number,
    }),
  ),
  next_page_token: text,
});

const pipelineSchema = z.looseObject({
  errors: z.array(z.looseObject({ message: text })).catch([]),
});

/**
 * Makes what reads why a workflow or a job failed. What of it cannot be read is said in the result.
 *
 * @throws {CircleCiApiError} (what is made) if nothing of it can be read
 * @throws AbortError (what is made) if it is to stop
 * @see https://circleci.com/docs/api/v2/
 */
export function createFailureReader(access: ApiAccess): (run: FailedRun) => Promise<Failure> {
  const ask = createAsk(access);

  return async function readFailure(run) {
    const found = await jobsOf(run, ask);
    const jobs: FailedJob[] = [];
    const problems: CircleCiApiError[] = [];
    const reading = { ask, outputOf: createOutputReader(access) };
    for (const job of found.slice(0, MAX_JOBS)) {
      jobs.push(await readJob(job, run, { ...reading, onProblem: (it) => problems.push(it) }));
    }
    const [problem] = problems;
    if (problem !== undefined && problems.length === 2 * jobs.length) throw problem;
    const left = found.slice(MAX_JOBS).map(({ name }) => name);
    return {
      readAt: new Date().toISOString(),
      jobs,
      notes: [
        ...(left.length === 0
          ? []
          : [`More jobs failed, which were not read: ${left.join(', ')}.`]),
        ...(jobs.length === 0 ? await whyWithoutJob(run, ask) : []),
      ],
    };
  };
}

/** Lists the jobs that failed. An event about a job tells what there is to know of it. */
async function jobsOf({ slug, workflowId, job }: FailedRun, ask: Ask): Promise<Job[]> {
  if (job?.number !== undefined && slug !== undefined) {
    return [{ slug, name: nameOf(job.name), number: job.number, status: job.status ?? 'failed' }];
  }
  if (workflowId === undefined) {
    throw new CircleCiApiError(
      'The event does not tell which workflow or job it is about: CircleCI cannot be asked.',
      'not-found',
    );
  }
  const items = await listAll(jobsSchema, ask, {
    path: `/workflow/${idPart(workflowId)}/job`,
    gone: 'CircleCI has this workflow no longer, or not for the owner of CIRCLECI_TOKEN (404).',
  });
  const failed = items.filter(({ status }) => FAILED.includes(status ?? ''));
  return failed
    .map((item) => ({
      slug: item.project_slug ?? slug,
      name: nameOf(item.name),
      number: item.job_number ?? undefined,
      status: item.status ?? 'failed',
    }))
    .filter((one) => job?.name === undefined || one.name === nameOf(job.name));
}

interface Reading {
  readonly ask: Ask;
  readonly outputOf: (address: string) => Promise<StepOutput>;
  /** Is told of each of the two questions on a job that could not be answered. */
  readonly onProblem: (problem: CircleCiApiError) => void;
}

async function readJob(
  { slug, name, number: jobNumber, status }: Job,
  { workflowUrl }: FailedRun,
  { ask, outputOf, onProblem }: Reading,
): Promise<FailedJob> {
  const job = { name, status };
  if (jobNumber === undefined || slug === undefined) {
    return { ...job, steps: [], tests: [], notes: ['It never ran: it has no number.'] };
  }
  const notes: string[] = [];
  const orElse =
    <T>(otherwise: T) =>
    (error: unknown): T => {
      if (!(error instanceof CircleCiApiError) || error.problem === 'unauthorized') throw error;
      onProblem(error);
      notes.push(error.message);
      return otherwise;
    };
  const path = `${slugPart(slug)}/${jobNumber}`;
  const build = await ask(buildSchema, {
    ...{ method: 'GET', version: 'v1.1', path: `/project/${path}` },
    says: {
      'not-found': `CircleCI has the steps of ${name} no longer, or not for the owner of CIRCLECI_TOKEN (404).`,
    },
  }).catch(orElse({ status: undefined, steps: [] }));
  const steps = await readSteps(build, outputOf, notes);
  const tests = await listAll(testsSchema, ask, {
    path: `/project/${path}/tests`,
    gone: `CircleCI has the tests of ${name} no longer, or not for the owner of CIRCLECI_TOKEN (404).`,
  }).catch(orElse([]));
  const failed = tests.filter(({ result }) => /^(failure|failed|error)$/.test(result ?? ''));
  if (failed.length > MAX_TESTS) {
    notes.push(`${failed.length} tests failed; the first ${MAX_TESTS} of them are here.`);
  }
  return {
    ...job,
    status: nameOf(build.status ?? status),
    number: jobNumber,
    ...(workflowUrl !== undefined && { url: `${workflowUrl}/jobs/${jobNumber}` }),
    steps,
    tests: failed.slice(0, MAX_TESTS).map(testOf),
    notes,
  };
}

async function readSteps(
  { steps }: z.output<typeof buildSchema>,
  outputOf: Reading['outputOf'],
  notes: string[],
): Promise<FailedStep[]> {
  const failed = (steps ?? []).flatMap(({ name, actions }) =>
    actions.filter(isFailed).map((action) => ({ ...action, name: nameOf(name) })),
  );
  if (failed.length > MAX_STEPS) {
    notes.push(`${failed.length} steps failed; the first ${MAX_STEPS} of them are here.`);
  }
  const read: FailedStep[] = [];
  for (const { name, index, exit_code: exitCode, output_url: url } of failed.slice(0, MAX_STEPS)) {
    const isOneOfMany = failed.some((other) => other.name === name && other.index !== index);
    const output = typeof url === 'string' ? await outputOf(url) : { text: '', isCut: false };
    if (output.problem !== undefined) notes.push(`${name}: ${output.problem}`);
    read.push({
      name: isOneOfMany ? `${name} (${index ?? 0})` : name,
      ...(typeof exitCode === 'number' && { exitCode }),
      ...{ output: output.text, isCut: output.isCut },
    });
  }
  return read;
}

/** Makes what reads outputs as long as there is room for them, and then little of each. */
function createOutputReader(access: ApiAccess): Reading['outputOf'] {
  let room = MAX_OUTPUTS_BYTES;
  return async function outputOf(address) {
    const maxBytes = Math.min(MAX_OUTPUT_BYTES, Math.max(room, LEAST_OUTPUT_BYTES));
    const hidden = [access.token];
    const output = await readStepOutput(address, { ...access, hidden, maxBytes });
    room -= Buffer.byteLength(output.text);
    return output;
  };
}

type Action = NonNullable<z.output<typeof buildSchema>['steps']>[number]['actions'][number];

function isFailed({ status, exit_code: exitCode }: Action): boolean {
  if (status === 'canceled') return false;
  return FAILED.includes(status ?? '') || (typeof exitCode === 'number' && exitCode !== 0);
}

function testOf(test: z.output<typeof testsSchema>['items'][number]): FailedTest {
  const { classname, file, message, run_time: seconds } = test;
  return {
    name: nameOf(test.name),
    ...(classname && { classname: nameOf(classname) }),
    ...(file && { file: nameOf(file) }),
    message: startOf(visible(message ?? ''), MAX_MESSAGE_CHARACTERS),
    ...(typeof seconds === 'number' && { seconds }),
  };
}

/** Says what a pipeline's configuration has wrong, for which there is no job; if that is it. */
async function whyWithoutJob({ pipelineId }: FailedRun, ask: Ask): Promise<string[]> {
  const none = ['CircleCI lists no job of it that failed.'];
  if (pipelineId === undefined) return none;
  const path = `/pipeline/${idPart(pipelineId)}`;
  const { errors } = await ask(pipelineSchema, { method: 'GET', path });
  const told = errors.map(({ message }) => startOf(visible(message ?? ''), MAX_MESSAGE_CHARACTERS));
  return told.length === 0 ? none : told.map((one) => `The pipeline has an error: ${one}`);
}

interface Paged<Item> {
  readonly items: readonly Item[];
  readonly next_page_token?: string | null | undefined;
}

/** Lists all pages of something. */
async function listAll<Item>(
  schema: z.ZodType<Paged<Item>>,
  ask: Ask,
  { path, gone }: { readonly path: string; readonly gone: string },
): Promise<Item[]> {
  const items: Item[] = [];
  const says = { 'not-found': gone };
  const pages = pagesOf(
    async (query) => ask(schema, { method: 'GET', path, query, says }),
    MAX_PAGES,
  );
  for await (const page of pages) items.push(...page.items);
  return items;
}

/** Writes a name on one line. */
function nameOf(name: string | null | undefined): string {
  return startOf(visible(name ?? '').replaceAll('\n', '\\n'), MAX_NAME_CHARACTERS);
}
