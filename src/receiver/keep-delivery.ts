import { runIdentityOf } from '../circleci/rebuild';
import type { Delivery } from '../delivery/delivery';
import type { PlannedHandling } from '../delivery/handling';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { Log } from '../log/log';
import type { DeliveryStore, Saved, SaveOptions } from '../store/delivery-store';
import type { AnswerFact } from './answer';
import type { Middleware } from './middleware';
import { deliveryOf, type Facts } from './outcome';
import { refuse, type RefusalFact } from './refuse';

export interface SavedFact {
  /** What is to be done with a delivery that was let through. */
  plan?: readonly PlannedHandling[];
  /** Where it is kept; undefined if it could not be. */
  saving?: Promise<Saved | undefined>;
  /** The same, once it is committed. */
  saved?: Saved;
}

/** Tells how a delivery that was let through is to be saved. */
export function acceptedOptions(
  delivery: Delivery,
  { reading, plan = [] }: Facts & SavedFact,
): SaveOptions {
  const { identity, parsed } = reading?.event ?? {};
  return {
    accepted: true,
    handlings: plan,
    ...(identity &&
      delivery.replayOf === undefined && { identity, alias: parsed && runIdentityOf(parsed) }),
  };
}

/**
 * Keeps a delivery that was let through, before it is answered: what gets a 2xx is there for good. What
 * cannot be kept is answered 503, so that CircleCI sends it again.
 */
export function keepDelivery(
  store: Pick<DeliveryStore, 'save'>,
  dispatcher: Pick<Dispatcher, 'plan'>,
  log: Log,
): Middleware<Readonly<Facts> & SavedFact & RefusalFact & AnswerFact> {
  async function keep(facts: Facts & SavedFact): Promise<Saved | undefined> {
    try {
      const delivery = deliveryOf(facts);
      facts.plan = dispatcher.plan(delivery);
      return await store.save(delivery, acceptedOptions(delivery, facts));
    } catch (error) {
      log.error('A delivery could not be kept, and was answered 503.', error);
      return undefined;
    }
  }

  return async function keepAcceptedDelivery(_req, res, next) {
    res.locals.saving = keep(res.locals); // its sender may leave before it is kept
    const saved = await res.locals.saving;
    if (saved === undefined) {
      refuse(res, 'not-kept');
    } else {
      res.locals.saved = saved;
      next();
    }
  };
}
