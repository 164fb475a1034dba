import type { DeliveryStore, DeliverySummary, KeptDelivery } from '../store/delivery-store';
import { ownTurn } from './own-turn';

/** Reads what is listed whole, one after the other; what was removed meanwhile is left out. */
export async function* readWhole(
  store: Pick<DeliveryStore, 'get'>,
  listed: readonly Pick<DeliverySummary, 'id'>[],
): AsyncGenerator<KeptDelivery> {
  for (const { id } of listed) {
    await ownTurn();
    const delivery = await store.get(id);
    if (delivery !== undefined) yield delivery;
  }
}
