import type { CircleCi } from '../circleci-api/circleci';
import type { Failure } from '../circleci-api/failures';
import { parseBody } from '../circleci/summary';
import type { DeliveryStore, KeptDelivery } from '../store/delivery-store';

/**
 * Gives why what a delivery tells of failed: what is kept of that or, if nothing is, what CircleCI tells, which is
 * kept then.
 *
 * @param again whether to ask CircleCI, whatever is kept
 * @throws {CircleCiApiError} if it does not tell
 */
export type Explain = (
  delivery: Pick<KeptDelivery, 'id' | 'body'>,
  again?: boolean,
) => Promise<Failure>;

export function createExplain(
  store: Pick<DeliveryStore, 'failure' | 'recordFailure'>,
  { failureOf }: Pick<CircleCi, 'failureOf'>,
): Explain {
  /** By the ids of deliveries: page and handler may ask for the same at once. */
  const asking = new Map<string, Promise<Failure>>();

  async function ask({ id, body }: Pick<KeptDelivery, 'id' | 'body'>): Promise<Failure> {
    const failure = await failureOf(parseBody(body));
    await store.recordFailure(id, failure);
    return failure;
  }

  return async function explain(delivery, again = false) {
    const { id } = delivery;
    const kept = again ? undefined : await store.failure(id);
    if (kept !== undefined) return kept;
    const asked =
      asking.get(id) ??
      ask(delivery).finally(() => {
        asking.delete(id);
      });
    asking.set(id, asked);
    return asked;
  };
}
