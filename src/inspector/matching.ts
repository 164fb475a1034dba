import type { DeliveryStore, DeliverySummary } from '../store/delivery-store';
import type { DeliveryFilter } from '../store/filter';

const LISTED_AT_ONCE = 500;

/**
 * Lists all deliveries that a filter lets through, newest first.
 *
 * @param signal stops the looking
 */
export async function* matching(
  store: Pick<DeliveryStore, 'list'>,
  filter: DeliveryFilter,
  signal: AbortSignal,
): AsyncGenerator<DeliverySummary> {
  let before: string | undefined;
  do {
    const options = { filter, limit: LISTED_AT_ONCE, signal };
    const page = await store.list({ ...options, ...(before !== undefined && { before }) });
    yield* page.deliveries;
    before = page.next;
  } while (before !== undefined);
}

/** Counts them. */
export async function countMatching(...given: Parameters<typeof matching>): Promise<number> {
  let count = 0;
  for await (const _ of matching(...given)) count += 1;
  return count;
}
