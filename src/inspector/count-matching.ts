import type { DeliveryStore } from '../store/delivery-store';
import type { DeliveryFilter } from '../store/filter';

const LISTED_AT_ONCE = 500;

/**
 * Counts the deliveries that a filter lets through.
 *
 * @param signal stops the counting
 */
export async function countMatching(
  store: Pick<DeliveryStore, 'list'>,
  filter: DeliveryFilter,
  signal: AbortSignal,
): Promise<number> {
  let [count, before]: [number, string | undefined] = [0, undefined];
  do {
    const options = { filter, limit: LISTED_AT_ONCE, signal };
    const page = await store.list({ ...options, ...(before !== undefined && { before }) });
    count += page.deliveries.length;
    before = page.next;
  } while (before !== undefined);
  return count;
}
