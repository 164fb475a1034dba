import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerRuns, type ProjectInApi } from './circleci-runs-stand-in';
import { COMPLETED_TYPES } from '../../src/circleci/event-types';
import { answerOnFailures, type FailedRuns } from './circleci-failures-stand-in';
import { startStandIn } from './stand-in';
import { within } from './wait';

export const TOKEN = 'CCIPAT_a-token-for-tests';
export const PROJECT_ID = 'b1a2c3d4-e5f6-4a7b-8c9d-e0f1a2b3c4d5';
export const SLUG = 'github/example/shop';

export interface StoredWebhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly 'signing-secret': string;
  readonly 'verify-tls': boolean;
}

/** What it does with one request, instead of what it should. */
export type Mishap =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang'
  | 'drop'
  /** Heeds the request, and loses the answer. */
  | 'drop-answer'
  /** Does as it should, but no sooner. */
  | { readonly after: Promise<unknown> };

export interface CircleCiStandIn {
  readonly url: string;
  readonly webhooks: StoredWebhook[];
  /** Method and path of each request, in their order. */
  readonly requests: string[];
  /** What happens to the next requests. */
  readonly mishaps: Mishap[];
  /** Has a mishap happen to the next request of a method, and resolves when that comes. */
  readonly onNext: (method: string, mishap: Mishap) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const settingsSchema = z.strictObject({
  name: z.string(),
  url: z.url(),
  events: z.array(z.enum(COMPLETED_TYPES)).min(1),
  'signing-secret': z.string().min(1),
  'verify-tls': z.boolean(),
  scope: z.strictObject({ id: z.string(), type: z.literal('project') }).optional(),
});

export interface CircleCiOptions {
  readonly webhooks?: readonly Partial<StoredWebhook>[];
  readonly pageSize?: number;
  /** The projects of which it tells what ran. */
  readonly projects?: readonly ProjectInApi[];
  /** What failed, and can be rerun. */
  readonly failures?: FailedRuns;
  /** The projects beside SLUG, by their slugs. */
  readonly others?: Readonly<Record<string, OtherProject>>;
}

interface OtherProject {
  /** To which what is made is added. */
  readonly webhooks: StoredWebhook[];
  /** Whether the token's owner may not see its webhooks. */
  readonly isHidden?: boolean;
}

/**
 * Answers as CircleCI's API v2 does, for one project.
 *
 * @see https://circleci.com/docs/api/v2/
 */
export async function startCircleCi({
  webhooks: given = [],
  pageSize = 20,
  failures = {},
  others = {},
  projects: ran = [],
}: CircleCiOptions = {}): Promise<CircleCiStandIn> {
  const webhooks = given.map((webhook, index) => stored(webhook, `given-${index}`));
  /** By their slugs; the id of another one is its slug. */
  const projects = new Map<string, OtherProject>(
    Object.entries({ ...others, [SLUG]: { webhooks } }),
  );
  const projectOf = (id: string | null): OtherProject | undefined =>
    projects.get(id === PROJECT_ID ? SLUG : (id ?? ''));
  const requests: string[] = [];
  const mishaps: Mishap[] = [];

  const expected = new Map<string, { mishap: Mishap; come: () => void }>();
  async function onNext(method: string, mishap: Mishap): Promise<void> {
    const promise = new Promise<void>((come) => {
      expected.set(method, { mishap, come });
    });
    return within(() => `a ${method} to CircleCI, which had ${requests.join(', ')}`, promise);
  }
  function mishapOf(method: string): Mishap | undefined {
    const next = expected.get(method);
    if (next === undefined) return mishaps.shift();
    expected.delete(method);
    next.come();
    return next.mishap;
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { method = '', url = '' } = req;
    const asked = new URL(url, 'http://x');
    const { pathname, searchParams } = asked;
    if (method === 'HEAD') {
      res.end();
      return;
    }
    requests.push(`${method} ${url.replace('/api/v2', '')}`);
    const mishap = mishapOf(method);
    if (mishap === 'hang') return;
    if (mishap === 'drop') {
      req.socket.destroy();
      return;
    }
    if (typeof mishap === 'object' && 'after' in mishap) {
      await mishap.after;
    } else if (typeof mishap === 'object') {
      const type = { 'content-type': 'application/json', ...mishap.headers };
      res.writeHead(mishap.status, type).end(mishap.body ?? '');
      return;
    }
    const body = await bodyOf(req);
    const send = (status: number, value: object): void => {
      if (mishap === 'drop-answer') req.socket.destroy();
      else res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const told = method === 'GET' ? answerRuns(ran, asked, pageSize) : undefined;
    const isKnown = req.headers['circle-token'] === TOKEN;
    const question = { method, pathname, searchParams, body };
    const onFailures = isKnown ? answerOnFailures(failures, question) : undefined;
    if (!isKnown) {
      send(401, { message: 'You must log in first.' });
    } else if (told !== undefined) {
      send(told.status, told.json);
    } else if (onFailures !== undefined) {
      send(onFailures.status, onFailures.value);
    } else if (pathname === '/api/v1.1/projects') {
      const followed = [...projects.keys()].map((slug) => slug.split('/'));
      const items = followed.map(([vcs_type, username, reponame]) =>
        vcs_type === 'circleci'
          ? {
              vcs_type,
              username: 'acme',
              reponame,
              vcs_url: `//circleci.com/${username ?? ''}/${reponame ?? ''}`,
            }
          : {
              vcs_type,
              username,
              reponame,
              vcs_url: `https://github.com/${username ?? ''}/${reponame ?? ''}`,
            },
      );
      send(200, items);
    } else if (projects.has(pathname.replace('/api/v2/project/', ''))) {
      const slug = pathname.replace('/api/v2/project/', '');
      const id = slug === SLUG ? PROJECT_ID : slug;
      send(200, { id, slug, name: 'shop', organization_name: 'example' });
    } else if (projectOf(searchParams.get('scope-id'))?.isHidden === true) {
      send(404, { message: 'Project not found' });
    } else if (pathname === '/api/v2/webhook' && method === 'GET') {
      const start = Number(searchParams.get('page-token') ?? 0);
      const listed = projectOf(searchParams.get('scope-id'))?.webhooks ?? [];
      const next = start + pageSize < listed.length ? String(start + pageSize) : null;
      const items = listed.slice(start, start + pageSize).map(shown);
      send(200, { items, next_page_token: next });
    } else if (pathname === '/api/v2/webhook' && method === 'POST') {
      const settings = settingsSchema.safeParse(JSON.parse(body));
      const { scope, ...rest } = settings.data ?? {};
      const own = projectOf(scope?.id ?? null)?.webhooks;
      if (!settings.success || own === undefined) send(400, { message: 'Bad request' });
      else if (own.length >= 5) send(400, { message: 'Too many webhooks' });
      else {
        const prefix = own === webhooks ? '' : `${scope?.id.replaceAll('/', '-') ?? ''}-`;
        const webhook = stored(rest, `${prefix}made-${own.length}`);
        own.push(webhook);
        send(201, shown(webhook));
      }
    } else {
      const isNamed = ({ id }: StoredWebhook): boolean => pathname === `/api/v2/webhook/${id}`;
      const all = [...projects.values()].map((project) => project.webhooks);
      const own = all.find((some) => some.some(isNamed)) ?? [];
      const index = own.findIndex(isNamed);
      const webhook = own[index];
      if (webhook === undefined) send(404, { message: 'Not found' });
      else if (method === 'DELETE') {
        own.splice(index, 1);
        send(200, { message: 'Webhook deleted' });
      } else {
        const changes = settingsSchema.omit({ scope: true }).partial().parse(JSON.parse(body));
        const changed = stored({ ...webhook, ...changes }, webhook.id);
        own[index] = changed;
        send(200, shown(changed));
      }
    }
  }

  const server = await startStandIn((req, res) => {
    void answer(req, res);
  });
  return { url: server.url, webhooks, requests, mishaps, onNext, stop: server.stop };
}

function stored(
  webhook: { readonly [Key in keyof StoredWebhook]?: StoredWebhook[Key] | undefined },
  id: string,
): StoredWebhook {
  return {
    id: webhook.id ?? id,
    name: webhook.name ?? 'a webhook',
    url: webhook.url ?? 'https://ci.example.com/hooks',
    events: webhook.events ?? ['workflow-completed'],
    'signing-secret': webhook['signing-secret'] ?? 'another secret',
    'verify-tls': webhook['verify-tls'] ?? true,
  };
}

/** Shows a webhook as the API does: the secret is not told. */
function shown(webhook: StoredWebhook): object {
  const times = {
    'created-at': '2026-11-02T09:15:27.418Z',
    'updated-at': '2026-11-02T09:15:27.418Z',
  };
  return {
    ...webhook,
    ...times,
    'signing-secret': '****',
    scope: { id: PROJECT_ID, type: 'project' },
  };
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req.setEncoding('utf8')) text += String(chunk);
  return text;
}
