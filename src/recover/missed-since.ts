import { isRebuilt } from '../delivery/rebuilt';
import type { DeliveryStore } from '../store/delivery-store';
import type { Gap } from './attendance';
import { tellsOfRun } from './told-runs';

const MAX_AGE_MS = 7 * 24 * 60 * 60_000;

/** How long before the newest event another one may have ended that was sent after it. */
const SLACK_MS = 60_000;

const AT_ONCE = 100;

/**
 * Tells since when something may have been missed: since the newest event that was sent here or, if there is one that was
 * not filled, since the first gap before that. It is seven days ago at most.
 */
export async function missedSince(
  store: Pick<DeliveryStore, 'list'>,
  gaps: readonly Gap[],
  now = Date.now(),
): Promise<Date> {
  const oldest = now - MAX_AGE_MS;
  const open = gaps.filter(({ filled }) => !filled).map(({ from }) => from);
  const newest = (await newestSent(store, new Date(oldest))) ?? oldest;
  return new Date(Math.max(Math.min(newest, ...open) - SLACK_MS, oldest));
}

/** Finds when the newest event came, in milliseconds since 1970; what was rebuilt or replayed was not sent. */
async function newestSent(
  store: Pick<DeliveryStore, 'list'>,
  since: Date,
): Promise<number | undefined> {
  let before: string | undefined;
  do {
    const page = await store.list({
      ...{ limit: AT_ONCE, filter: { since: since.toISOString() } },
      ...(before !== undefined && { before }),
    });
    const sent = page.deliveries.find(
      (one) => tellsOfRun(one) && !isRebuilt(one) && one.replayOf === undefined,
    );
    if (sent !== undefined) return sent.receivedAt.getTime();
    before = page.next;
  } while (before !== undefined);
  return undefined;
}
