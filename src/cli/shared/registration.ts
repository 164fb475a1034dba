import { MAX_WEBHOOKS, type Webhook, type WebhookSettings } from '../../circleci-api/api';
import { CircleCiApiError } from '../../circleci-api/api-error';
import { escapeLine } from '../../text/escape';
import { isLoopback } from '../../http/loopback';
import { CommandError } from '../framework/errors';
import type { Project } from './open-project';
import { defaultName } from './webhook-name';

/** Domains of ngrok's tunnels: https://ngrok.com/docs/universal-gateway/domains/ */
const TUNNEL_DOMAINS = /\.(ngrok\.(app|dev|io|pizza)|ngrok-free\.(app|dev)|ngrok\.com)$/;

export interface Registered {
  readonly webhook: Webhook;
  readonly how: 'created' | 'updated';
  /** Sentences on what is probably not meant. */
  readonly warnings: readonly string[];
}

/** Asked before a webhook is changed that may not have been made here; gives whether to go on. */
export type Consent = (question: string) => Promise<boolean>;

/** Tells whether a URL is one of a tunnel, which is good for as long as that runs. */
export function isTunnel(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  return TUNNEL_DOMAINS.test(parsed.hostname) || isLoopback(parsed);
}

/**
 * Creates a project's webhook or, if there is one of this name already, updates it: there is never a
 * second.
 *
 * @param prepare makes the settings, once it is known that there is something to do with them
 * @throws {CommandError} if there is no room for it, or no consent to change another's
 * @throws {CircleCiApiError}
 */
export async function registerWebhook(
  { api, id, slug }: Project,
  { name, url }: Pick<WebhookSettings, 'name' | 'url'>,
  prepare: () => Promise<WebhookSettings>,
  consent: Consent,
): Promise<Registered> {
  const webhooks = await api.listWebhooks(id);
  const existing = findExisting(webhooks, name, url);
  if (existing !== undefined) {
    await askFor(existing, name, url, consent);
    const webhook = await api.updateWebhook(existing.id, await prepare());
    const others = webhooks.filter((other) => other !== existing && isSameUrl(other.url, url));
    return { webhook, how: 'updated', warnings: others.map(twinWarning) };
  }
  if (webhooks.length >= MAX_WEBHOOKS) throw new CommandError(noRoom(slug, webhooks));
  const settings = await prepare();
  try {
    return { webhook: await api.createWebhook(id, settings), how: 'created', warnings: [] };
  } catch (error) {
    const created = await findCreated({ api, id, slug }, settings, error);
    if (created === undefined) throw error;
    return { webhook: created, how: 'created', warnings: [] };
  }
}

/**
 * Deletes the webhooks of a name, or, if one of them may not be deleted, none.
 *
 * @param tell is told of each that is deleted
 * @returns how many there were
 */
export async function removeWebhooks(
  { api, id }: Project,
  name: string,
  consent: Consent,
  tell: (webhook: Webhook) => void,
): Promise<number> {
  const named = (await api.listWebhooks(id)).filter((webhook) => webhook.name === name);
  for (const webhook of named.filter((one) => !isOurs(one, name))) {
    await agree(consent, `${describe(webhook)} has this name, but ${MAYBE_NOT_OURS}. Delete it?`);
  }
  for (const webhook of named) {
    await api.deleteWebhook(webhook.id);
    tell(webhook);
  }
  return named.length;
}

/** Finds the webhook of a name, or else of a URL. */
export function findExisting(
  webhooks: readonly Webhook[],
  name: string,
  url: string,
): Webhook | undefined {
  const named = webhooks.filter((webhook) => webhook.name === name);
  const atUrl = webhooks.filter((webhook) => isSameUrl(webhook.url, url));
  return named.find((webhook) => atUrl.includes(webhook)) ?? named[0] ?? atUrl[0];
}

/** Tells ours from others: a name of one's own choice may be another's too: only a tunnel's URL shows that it was made here. */
export function isOurs(webhook: Webhook, name: string): boolean {
  return webhook.name === name && (name === defaultName() || isTunnel(webhook.url));
}

export const MAYBE_NOT_OURS = 'may not have been made here';

async function askFor(
  webhook: Webhook,
  name: string,
  url: string,
  consent: Consent,
): Promise<void> {
  if (isOurs(webhook, name) || (webhook.name === name && isSameUrl(webhook.url, url))) return;
  const shown = describe(webhook);
  await agree(
    consent,
    webhook.name === name
      ? `${shown} has this name, but ${MAYBE_NOT_OURS}. Change its URL to ${escapeLine(url)}, and its secret and events?`
      : `${shown} has this URL already, but ${MAYBE_NOT_OURS}. Change its secret and events, and its name to ${JSON.stringify(name)}?`,
  );
}

async function agree(consent: Consent, question: string): Promise<void> {
  if (!(await consent(question))) throw new CommandError('Nothing was changed.');
}

/** Looks whether the webhook is there all the same, after no answer came. */
async function findCreated(
  { api, id }: Project,
  { name, url }: WebhookSettings,
  error: unknown,
): Promise<Webhook | undefined> {
  const isUnsure =
    error instanceof CircleCiApiError &&
    ['no-answer', 'server-error', 'unexpected-answer'].includes(error.problem);
  if (!isUnsure) return undefined;
  try {
    const webhooks = await api.listWebhooks(id);
    return webhooks.find((webhook) => webhook.name === name && isSameUrl(webhook.url, url));
  } catch {
    return undefined; // the first error says more
  }
}

function isSameUrl(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}

/** Names a webhook for people. */
export function describe({ name, url }: Webhook): string {
  return `The webhook ${JSON.stringify(escapeLine(name))} (${escapeLine(url)})`;
}

function twinWarning(webhook: Webhook): string {
  return `${describe(webhook)} has this URL too: each event comes twice. Delete one of them, in Project Settings > Webhooks or with npm run register -- --remove --name NAME.`;
}

function noRoom(slug: string, webhooks: readonly Webhook[]): string {
  const lines = webhooks.map(({ name, url }) => `  ${escapeLine(name)}  ${escapeLine(url)}`);
  return [
    `${slug} has ${webhooks.length} webhooks, and CircleCI allows ${MAX_WEBHOOKS}. Delete one that is not needed any more, in Project Settings > Webhooks or with npm run register -- --remove --name NAME:`,
    ...lines,
  ].join('\n');
}
