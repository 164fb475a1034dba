import { z } from 'zod';
import type { ApiJob, ApiPipeline, ApiProject, ApiWorkflow } from '../circleci/rebuild';
import { CircleCiApiError } from './api-error';
import { createApiRequest, unexpectedAnswer, type ApiAccess, type ApiRequest } from './api-request';
import { pagesOf } from './pages';

/** Whatever CircleCI says, a list ends. */
const MAX_PAGES = 500;

/** Any of it may be missing or odd, but for the id. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)
  .catch(undefined);
const number = z.int().optional().catch(undefined);
const map = z.record(z.string(), z.unknown()).optional().catch(undefined);
const id = z.string().min(1);

const projectSchema = z.object({
  id,
  slug: z.string().min(1),
  name: text,
  organization_id: text,
  organization_name: text,
});
const pipelineSchema = z.object({
  id,
  number,
  created_at: text,
  trigger: z.object({ type: text }).optional().catch(undefined),
  vcs: map,
  trigger_parameters: map,
});
const workflowSchema = z.object({
  ...{ id, name: text, status: text, created_at: text, stopped_at: text },
});
const jobSchema = z.object({
  ...{ id, name: text, status: text, started_at: text, stopped_at: text, job_number: number },
});

/** CircleCI's API v2, as far as it tells what ran. All of it throws CircleCiApiError. */
export interface RunsApi {
  readonly project: (slug: string) => Promise<ApiProject>;
  /** The pipelines of a project, about newest first, a page at a time. */
  readonly pipelines: (slug: string) => AsyncGenerator<readonly ApiPipeline[]>;
  readonly workflows: (pipelineId: string) => Promise<readonly ApiWorkflow[]>;
  readonly jobs: (workflowId: string) => Promise<readonly ApiJob[]>;
}

/**
 * Makes what asks CircleCI what ran.
 *
 * @see https://circleci.com/docs/api/v2/
 */
export function createRunsApi(access: ApiAccess): RunsApi {
  const send = createApiRequest(access);

  async function ask<T>(schema: z.ZodType<T>, request: ApiRequest): Promise<T> {
    const answer = schema.safeParse(await send(request));
    if (!answer.success) throw unexpectedAnswer(access.host, answer.error);
    return answer.data;
  }

  async function* pages<T>(item: z.ZodType<T>, path: string): AsyncGenerator<readonly T[]> {
    const schema = z.object({
      items: z.array(item.optional().catch(undefined)), // an odd one hides no other
      next_page_token: z.string().nullish(),
    });
    const found = pagesOf(async (query) => ask(schema, { method: 'GET', path, query }), MAX_PAGES);
    for await (const { items } of found) yield items.filter((one) => one !== undefined);
  }

  async function all<T>(item: z.ZodType<T>, path: string): Promise<T[]> {
    const items: T[] = [];
    for await (const page of pages(item, path)) items.push(...page);
    return items;
  }

  return {
    async project(slug) {
      try {
        return await ask(projectSchema, { method: 'GET', path: `/project/${pathOf(slug)}` });
      } catch (error) {
        if (!(error instanceof CircleCiApiError) || error.problem !== 'not-found') throw error;
        const sentence = `CircleCI has no project ${slug} that the owner of CIRCLECI_TOKEN can see: look at CIRCLECI_PROJECT, and follow the project in CircleCI.`;
        throw new CircleCiApiError(sentence, 'not-found', { cause: error });
      }
    },
    pipelines: (slug) => pages(pipelineSchema, `/project/${pathOf(slug)}/pipeline`),
    workflows: async (pipelineId) =>
      all(workflowSchema, `/pipeline/${pathOf(pipelineId)}/workflow`),
    jobs: async (workflowId) => all(jobSchema, `/workflow/${pathOf(workflowId)}/job`),
  };
}

function pathOf(slug: string): string {
  return slug.split('/').map(encodeURIComponent).join('/');
}
