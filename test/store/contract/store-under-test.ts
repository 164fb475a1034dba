import type { Delivery } from '../../../src/delivery/delivery';
import type {
  DeliveryStore,
  ListOptions,
  Retention,
  SaveOptions,
} from '../../../src/store/delivery-store';
import { delivery } from '../../support/delivery';

export interface StoreUnderTest {
  readonly store: DeliveryStore;
  /** Closes the store, and opens what it kept again. */
  readonly reopen: () => Promise<DeliveryStore>;
}

export interface OpenOptions {
  readonly retention: Retention;
  readonly clock: () => number;
}

/** Opens an empty store, which has much room unless the options say otherwise. */
export type Open = (options?: Partial<OpenOptions>) => Promise<StoreUnderTest>;

export const ACCEPTED: SaveOptions = { accepted: true };
export const REFUSED: SaveOptions = { accepted: false };

export function identified(id: string, webhookId = 'webhook'): SaveOptions {
  return { accepted: true, identity: { webhookId, id } };
}

export function unanswered(changes: Partial<Delivery> = {}): Delivery {
  const { answer: _, ...rest } = delivery(changes);
  return rest;
}

/** Lists the paths of what is kept, newest first. */
export async function urls(
  store: DeliveryStore,
  options: Partial<ListOptions> = {},
): Promise<string[]> {
  const { deliveries } = await store.list({ limit: 100, ...options });
  return deliveries.map(({ url }) => url);
}

/** Saves so many deliveries, one after another. */
export async function saveMany(
  store: DeliveryStore,
  count: number,
  prefix: string,
  options: SaveOptions,
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await store.save(delivery({ url: `/${prefix}${index}` }), options);
  }
}
