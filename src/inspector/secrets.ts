import { withoutSecrets } from '../delivery/secrets';
import type { KeptDelivery } from '../store/delivery-store';
import type { Query } from '../store/read-filter';
import { asksForSecrets } from './query';

/** Gives of a delivery what may leave this machine. */
export type Release = (delivery: KeptDelivery) => KeptDelivery;

/** Chooses what is released: all of it if the query asks for secrets, and else all but those. */
export function releaseFor(query: Query): Release {
  return asksForSecrets(query) ? (delivery) => delivery : withoutSecrets;
}
