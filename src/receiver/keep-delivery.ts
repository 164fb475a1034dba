import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { Log } from '../log/log';
import type { DeliveryStore, Saved } from '../store/delivery-store';
import { arrival } from './arrival';
import { createFact } from './fact';
import { knownOf } from './known';
import { deliveryOf } from './outcome';
import { bodyReading } from './read-event';
import { refuse } from './refuse';

/** Where a delivery that was let through is kept; undefined if it could not be. */
export const saving = createFact<Promise<Saved | undefined>>();

/** The same, once it is committed. */
export const saved = createFact<Saved>();

/**
 * Keeps a delivery that was let through, before it is answered: what gets a 2xx is there for good. What
 * cannot be kept is answered 503, so that CircleCI sends it again.
 */
export function keepDelivery(
  store: Pick<DeliveryStore, 'save'>,
  dispatcher: Pick<Dispatcher, 'plan'>,
  log: Log,
): RequestHandler {
  async function keep(req: IncomingMessage): Promise<Saved | undefined> {
    const { identity } = bodyReading.of(req)?.event ?? {};
    try {
      const delivery = deliveryOf(knownOf(req));
      const isReplay = arrival.of(req)?.replay !== undefined;
      const kept = await store.save(delivery, {
        accepted: true,
        handlings: dispatcher.plan(delivery),
        ...(identity && !isReplay && { identity }),
      });
      saved.set(req, kept);
      return kept;
    } catch (error) {
      log.error('A delivery could not be kept, and was answered 503.', error);
      return undefined;
    }
  }

  return async function keepAcceptedDelivery(req, res, next) {
    const kept = keep(req);
    saving.set(req, kept); // its sender may leave before it is kept
    if ((await kept) === undefined) refuse(res, 'not-kept');
    else next();
  };
}
