import type { DeliveryStore } from '../../src/store/delivery-store';
import { createChanges, type Look, type What } from './wait';

/** Waits until something is found or holds, which is looked at now and after every change of a store. */
export async function until<T>(
  store: Pick<DeliveryStore, 'onChange'>,
  what: What,
  look: Look<T>,
): Promise<T> {
  const changes = createChanges();
  const stop = store.onChange(changes.tell);
  try {
    return await changes.until(what, look);
  } finally {
    stop();
  }
}
