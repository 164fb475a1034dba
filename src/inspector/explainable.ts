import { isFailure } from '../circleci/failed-run';
import { isHandled } from '../delivery/handling';
import type { KeptDelivery } from '../store/delivery-store';
import { Problem } from './problem';

/** Tells whether a delivery is of a workflow or job that failed, and was let through: one that was refused tells nothing. */
export function isExplainable(
  delivery: Pick<KeptDelivery, 'event' | 'signature' | 'sentTo'>,
): boolean {
  const { event } = delivery;
  return event !== undefined && isFailure(event) && isHandled(delivery);
}

/**
 * Gives a delivery, if it is of something that failed.
 *
 * @throws {Problem} if it is not
 */
export function explainable(delivery: KeptDelivery | undefined): KeptDelivery {
  if (delivery === undefined) throw new Problem(404, 'No delivery is kept under this id.');
  if (isExplainable(delivery)) return delivery;
  throw new Problem(409, 'The delivery is of no workflow or job that failed.');
}
