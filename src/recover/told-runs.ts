import { setImmediate as othersHaveRun } from 'node:timers/promises';
import { COMPLETED_TYPES } from '../circleci/event-types';
import { parseEvent } from '../circleci/events';
import { runIdentityOf } from '../circleci/rebuild';
import { parseBody, type EventIdentity } from '../circleci/summary';
import { isHandled } from '../delivery/handling';
import { isRebuilt } from '../delivery/rebuilt';
import type { DeliveryStore, DeliverySummary } from '../store/delivery-store';

const AT_ONCE = 100;

/** The workflows and jobs that kept deliveries tell of. */
export interface ToldRuns {
  readonly has: (identity: EventIdentity) => boolean;
  /** The ids of the webhooks that brought them. */
  readonly webhookIds: ReadonlySet<string>;
  /** Looks at what came since the last look. */
  readonly lookAgain: () => Promise<void>;
}

/**
 * Reads what kept deliveries tell of.
 *
 * @param since when the first of them may have come
 */
export async function readToldRuns(
  store: Pick<DeliveryStore, 'list' | 'get'>,
  since: Date,
): Promise<ToldRuns> {
  const told = new Set<string>();
  const webhookIds = new Set<string>();
  let newest: string | undefined;

  async function read(id: string): Promise<void> {
    const kept = await store.get(id);
    if (kept === undefined) return; // it went since it was listed
    const parsed = parseEvent(parseBody(kept.body));
    const identity = parsed && runIdentityOf(parsed);
    if (parsed === undefined || identity === undefined) return;
    told.add(identity.id);
    if (!isRebuilt(kept) && parsed.event.webhook.id) webhookIds.add(parsed.event.webhook.id);
  }

  async function lookAgain(): Promise<void> {
    const range =
      newest === undefined ? { filter: { since: since.toISOString() } } : { after: newest };
    let before: string | undefined;
    do {
      const page = await store.list({
        ...{ ...range, limit: AT_ONCE },
        ...(before !== undefined && { before }),
      });
      if (before === undefined) newest = page.deliveries[0]?.id ?? newest;
      for (const delivery of page.deliveries.filter(tellsOfRun)) await read(delivery.id);
      before = page.next;
      if (before !== undefined) await othersHaveRun();
    } while (before !== undefined);
  }

  await lookAgain();
  return { has: (identity) => told.has(identity.id), webhookIds, lookAgain };
}

/** Tells whether a delivery brought an event about a workflow or job. What was edited tells nothing that is true. */
export function tellsOfRun(delivery: DeliverySummary): boolean {
  const { event, edited } = delivery;
  const isAboutRun = COMPLETED_TYPES.some((type) => type === event?.type);
  return isAboutRun && isHandled(delivery) && edited !== true;
}
