import { identifyEvent } from '../circleci/summary';
import type { DeliveryStore, DeliverySummary, KeptDelivery } from '../store/delivery-store';
import { MAX_FILTER_LENGTH } from '../store/read-filter';
import { parseKept } from './parse-kept';
import { readWhole } from './read-whole';

const MOST = 100;

/** The arrivals of an event, as far as they are kept. */
export interface Arrivals {
  /** The oldest first. */
  readonly arrivals: readonly DeliverySummary[];
  /** Whether there were some before them. */
  readonly areNotAll: boolean;
}

/**
 * Finds when the event of a delivery came, whatever was made of it: not when it was sent from here.
 *
 * @param signal stops the looking
 */
export async function findArrivals(
  store: Pick<DeliveryStore, 'get' | 'list'>,
  delivery: KeptDelivery,
  signal: AbortSignal,
): Promise<Arrivals> {
  const wanted = identifyEvent(parseKept(delivery));
  // One that is longer is none of CircleCI's, and takes long to look for.
  if (wanted === undefined || wanted.id.length > MAX_FILTER_LENGTH)
    return { arrivals: [], areNotAll: false };
  const page = await store.list({ filter: { event: wanted.id }, limit: MOST, signal });
  const came = page.deliveries.filter(({ replayOf }) => replayOf === undefined);
  const ofWebhook = new Set<string>();
  for await (const kept of readWhole(store, came)) {
    if (identifyEvent(parseKept(kept))?.webhookId === wanted.webhookId) ofWebhook.add(kept.id);
  }
  const arrivals = came.filter(({ id }) => ofWebhook.has(id)).reverse();
  const [oldest] = arrivals;
  const isFirstThere =
    oldest?.duplicateOf === undefined || arrivals.some(({ id }) => id === oldest.duplicateOf);
  return { arrivals, areNotAll: page.next !== undefined || !isFirstThere };
}
