import { z } from 'zod';
import type { ApiAccess } from './api-request';
import { createAsk, idPart, slugPart } from './ask';

/** A pipeline that was triggered. */
export interface TriggeredPipeline {
  readonly id: string;
  readonly number: number;
}

export interface TriggerOptions {
  /** The project's default branch unless given. */
  readonly branch?: string;
  /** In the place of a branch. */
  readonly tag?: string;
  /** Those that the pipeline's configuration declares. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

/** What can be done in CircleCI. All of it throws CircleCiApiError, and none is tried again: it may have been heeded. */
export interface Actions {
  /**
   * Reruns a workflow.
   * @returns the id of the new one
   */
  readonly rerun: (
    workflowId: string,
    options?: { readonly fromFailed?: boolean },
  ) => Promise<{ readonly workflowId: string }>;
  /** Cancels a workflow that is running. */
  readonly cancel: (workflowId: string) => Promise<void>;
  /** Approves what waits for it in a workflow. */
  readonly approve: (workflowId: string, approvalRequestId: string) => Promise<void>;
  /** Triggers a pipeline of a project, by its slug. */
  readonly trigger: (slug: string, options?: TriggerOptions) => Promise<TriggeredPipeline>;
}

const rerunSchema = z.looseObject({ workflow_id: z.string().min(1) });
const pipelineSchema = z.looseObject({ id: z.string(), number: z.number() });

/**
 * Makes what acts on CircleCI by its API.
 *
 * @see https://circleci.com/docs/api/v2/
 */
export function createActions(access: ApiAccess): Actions {
  const ask = createAsk(access);

  async function onWorkflow<T>(
    schema: z.ZodType<T>,
    { id, path, body }: { id: string; path: string; body?: object },
  ): Promise<T> {
    const says = {
      'not-found': `CircleCI has no workflow ${id} that the owner of CIRCLECI_TOKEN can see, or keeps it no longer (404).`,
    };
    return ask(schema, {
      ...{ method: 'POST', path: `/workflow/${idPart(id)}${path}`, says },
      ...(body && { body }),
    });
  }

  return {
    async rerun(id, { fromFailed = false } = {}) {
      const body = fromFailed ? { from_failed: true } : {};
      const answer = await onWorkflow(rerunSchema, { id, path: '/rerun', body });
      return { workflowId: answer.workflow_id };
    },
    async cancel(id) {
      await onWorkflow(z.unknown(), { id, path: '/cancel' });
    },
    async approve(id, approvalRequestId) {
      await onWorkflow(z.unknown(), { id, path: `/approve/${idPart(approvalRequestId)}` });
    },
    async trigger(slug, { branch, tag, parameters } = {}) {
      const body = {
        ...(branch !== undefined && { branch }),
        ...(tag !== undefined && { tag }),
        ...(parameters && { parameters }),
      };
      const says = {
        'not-found': `CircleCI has no project ${slug} that the owner of CIRCLECI_TOKEN can see (404).`,
      };
      const path = `/project/${slugPart(slug)}/pipeline`;
      const { id, number } = await ask(pipelineSchema, { method: 'POST', path, body, says });
      return { id, number };
    },
  };
}
