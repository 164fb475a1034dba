import { CircleCiApiError } from '../circleci-api/api-error';
import type { CircleCiApi, Webhook } from '../circleci-api/api';
import { COMPLETED_TYPES, type CompletedType } from '../circleci/event-types';
import type { RunContext } from '../circleci/rebuild';

/** Which events of a project CircleCI would have sent here, and how. */
export interface SentEvents {
  readonly types: readonly CompletedType[];
  /** Undefined if it is not clear which of several. */
  readonly webhook: RunContext['webhook'];
  /** The path and query at which they would have come. */
  readonly url: string;
  /** What that depends on, if it is not sure. */
  readonly note?: string;
}

/** What shows which webhooks lead here. */
export interface Ours {
  /** Undefined if none is known. */
  readonly publicUrl: string | undefined;
  /** Of the webhooks that brought what is kept. */
  readonly webhookIds: ReadonlySet<string>;
}

/** Asks for a project's webhooks, and tells what those that lead here are for. */
export async function readSentEvents(
  api: Pick<CircleCiApi, 'listWebhooks'>,
  { id, slug }: { readonly id: string; readonly slug: string },
  ours: Ours,
): Promise<SentEvents> {
  try {
    return sentBy(await api.listWebhooks(id), slug, ours);
  } catch (error) {
    if (!(error instanceof CircleCiApiError) || !HIDDEN.includes(error.problem)) throw error;
    const note = `The webhooks of ${slug} are shown to organization admins alone: events of all types are rebuilt.`;
    return { types: COMPLETED_TYPES, webhook: undefined, url: '/', note };
  }
}

const HIDDEN = ['not-found', 'forbidden'];

function sentBy(webhooks: readonly Webhook[], slug: string, ours: Ours): SentEvents {
  const own = webhooks.filter((webhook) => isOurs(webhook, ours));
  const senders = own.length > 0 ? own : webhooks;
  const [first] = senders;
  const [only] = senders.length === 1 ? senders : [];
  const types = COMPLETED_TYPES.filter((type) =>
    senders.some(({ events }) => events.includes(type)),
  );
  const note = own.length > 0 ? undefined : whyUnsure(webhooks, types, slug);
  return {
    types,
    webhook: only && { id: only.id, name: only.name },
    url: pathOf(first?.url ?? ''),
    ...(note !== undefined && { note }),
  };
}

function isOurs({ id, url }: Webhook, { publicUrl, webhookIds }: Ours): boolean {
  if (webhookIds.has(id)) return true;
  if (publicUrl === undefined || !URL.canParse(url)) return false;
  return new URL(url).origin === new URL(publicUrl).origin;
}

function whyUnsure(
  webhooks: readonly Webhook[],
  types: readonly CompletedType[],
  slug: string,
): string {
  if (webhooks.length === 0) {
    return `${slug} has no webhook, so that CircleCI would have sent nothing: npm run register makes one.`;
  }
  const names = types.join(' and ') || 'no events';
  return `It is not known which of the webhooks of ${slug} leads here: what any of them is for is rebuilt, ${names}.`;
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return '/';
  const { pathname, search } = new URL(url);
  return pathname + search;
}
