import type { Locals } from 'express';
import type { Log } from '../log/log';
import type { DeliveryStore } from '../store/delivery-store';

/** How many may wait for the store: a flood must not fill the memory, and few of it are kept anyway. */
const MAX_WAITING = 1_000;

/**
 * Keeps what is known at the end of a request alone: the answer of a delivery that was let through, and all
 * of one that was not.
 *
 * @returns what does so, and gives the id of a delivery that was let through once that is kept
 */
export function keepAtEnd(
  store: DeliveryStore | undefined,
  log: Log,
): (locals: Locals) => Promise<string | undefined> {
  let waiting = 0;

  async function keepOrRecord(
    { delivery }: Locals,
    keptAs: string | undefined,
  ): Promise<string | undefined> {
    if (store === undefined || waiting >= MAX_WAITING) return keptAs;
    waiting += 1;
    try {
      if (keptAs === undefined) return (await store.save(delivery, { accepted: false })).id;
      if (delivery.answer !== undefined) await store.recordAnswer(keptAs, delivery.answer);
    } catch (error) {
      log.error('What was answered could not be kept.', error);
    } finally {
      waiting -= 1;
    }
    return keptAs;
  }

  return async function keepFinished(locals) {
    const keptAs = await locals.keeping;
    void keepOrRecord(locals, keptAs).then(locals.replay?.kept);
    return keptAs;
  };
}
