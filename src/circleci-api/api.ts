import { z } from 'zod';
import type { CompletedType } from '../circleci/event-types';
import { CircleCiApiError } from './api-error';
import { createApiRequest, unexpectedAnswer, type ApiAccess, type ApiRequest } from './api-request';
import { pagesOf } from './pages';

/** The most webhooks that a project may have. */
export const MAX_WEBHOOKS = 5;

const MAX_PAGES = 50;

/** Without its id nothing can be done with a webhook; anything else may be missing or odd, and hides no other. */
const webhookSchema = z.looseObject({
  id: z.string().regex(/^[\w-]+$/),
  name: z.string().catch(''),
  url: z.string().catch(''),
  events: z.array(z.string()).catch([]),
  'verify-tls': z.boolean().optional().catch(undefined),
});

const pageSchema = z.looseObject({
  items: z.array(webhookSchema),
  next_page_token: z.string().nullish(),
});

const projectSchema = z.looseObject({ id: z.string().min(1), slug: z.string() });

/** An outbound webhook, as CircleCI has it. It does not tell the secret. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  /** Undefined if CircleCI does not say. */
  readonly verifyTls: boolean | undefined;
}

export interface WebhookSettings {
  readonly name: string;
  readonly url: string;
  readonly events: readonly CompletedType[];
  readonly secret: string;
}

/** CircleCI's API v2, as far as webhooks need it. All of it throws CircleCiApiError. */
export interface CircleCiApi {
  /** Finds the id of a project, by its slug. */
  readonly projectId: (slug: string) => Promise<string>;
  /** Lists all webhooks of a project. */
  readonly listWebhooks: (projectId: string) => Promise<readonly Webhook[]>;
  /** Creates a webhook, with TLS verification. It is not tried again: it may be there although this fails. */
  readonly createWebhook: (projectId: string, settings: WebhookSettings) => Promise<Webhook>;
  readonly updateWebhook: (id: string, settings: WebhookSettings) => Promise<Webhook>;
  /** Deletes a webhook. One that is gone already is fine. */
  readonly deleteWebhook: (id: string) => Promise<void>;
}

/** Makes what asks CircleCI's API: https://circleci.com/docs/api/v2/ */
export function createCircleCiApi(access: ApiAccess): CircleCiApi {
  const send = createApiRequest(access);

  async function ask<T>(schema: z.ZodType<T>, request: ApiRequest): Promise<T> {
    const answer = schema.safeParse(await send(request));
    if (!answer.success) throw unexpectedAnswer(access.host, answer.error);
    return answer.data;
  }

  return {
    async projectId(slug) {
      const path = `/project/${slug.split('/').map(encodeURIComponent).join('/')}`;
      const project = await notFoundAs(
        `CircleCI has no project ${slug} that the owner of CIRCLECI_TOKEN can see: look at CIRCLECI_PROJECT, and follow the project in CircleCI.`,
        ask(projectSchema, { method: 'GET', path }),
      );
      return project.id;
    },
    async listWebhooks(projectId) {
      const webhooks: Webhook[] = [];
      const scope = { 'scope-id': projectId, 'scope-type': 'project' };
      const pages = pagesOf(async (query) => {
        const request = { method: 'GET', path: '/webhook', query: { ...scope, ...query } } as const;
        return notFoundAs(NOT_ADMIN, ask(pageSchema, request));
      }, MAX_PAGES);
      for await (const { items } of pages) webhooks.push(...items.map(webhookOf));
      return webhooks;
    },
    async createWebhook(projectId, settings) {
      const body = { ...bodyOf(settings), scope: { id: projectId, type: 'project' } };
      const { secret } = settings;
      const request: ApiRequest = { method: 'POST', path: '/webhook', body, secret };
      return webhookOf(await notFoundAs(NOT_ADMIN, ask(webhookSchema, request)));
    },
    async updateWebhook(id, settings) {
      const body = bodyOf(settings);
      const { secret } = settings;
      const request: ApiRequest = { method: 'PUT', path: `/webhook/${id}`, body, secret };
      return webhookOf(await ask(webhookSchema, request));
    },
    async deleteWebhook(id) {
      try {
        await send({ method: 'DELETE', path: `/webhook/${id}` });
      } catch (error) {
        if (!(error instanceof CircleCiApiError) || error.problem !== 'not-found') throw error;
      }
    },
  };
}

const NOT_ADMIN =
  "CircleCI does not show the project's webhooks to the owner of CIRCLECI_TOKEN (404): only organization admins manage webhooks. Use a token of one.";

/** Says what was not found, if CircleCI only says that something was not. */
async function notFoundAs<T>(message: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CircleCiApiError && error.problem === 'not-found') {
      throw new CircleCiApiError(message, 'not-found', { cause: error });
    }
    throw error;
  }
}

function bodyOf({ name, url, events, secret }: WebhookSettings): object {
  return { name, url, events, 'signing-secret': secret, 'verify-tls': true };
}

function webhookOf(webhook: z.output<typeof webhookSchema>): Webhook {
  const { id, name, url, events } = webhook;
  return { id, name, url, events, verifyTls: webhook['verify-tls'] };
}
