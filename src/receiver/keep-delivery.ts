import type { Locals, RequestHandler } from 'express';
import { identifyEvent } from '../circleci/summary';
import type { Log } from '../log/log';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { DeliveryStore } from '../store/delivery-store';
import { sendJson } from './answer';

/** When CircleCI does retry is its own affair; this is for other clients. */
const RETRY_AFTER_S = 5;

/**
 * Keeps a delivery that was let through, before it is answered: what gets a 2xx is there for good. What
 * cannot be kept is answered 503, so that CircleCI sends it again.
 */
export function keepDelivery(
  store: DeliveryStore,
  dispatcher: Pick<Dispatcher, 'plan'>,
  log: Log,
): RequestHandler {
  async function keep({ delivery, replay }: Locals): Promise<string | undefined> {
    const identity = replay === undefined ? identifyEvent(delivery.json) : undefined;
    try {
      const handlings = dispatcher.plan(delivery);
      const saved = await store.save(delivery, {
        accepted: true,
        handlings,
        ...(identity && { identity }),
      });
      if (saved.duplicateOf !== undefined) delivery.duplicateOf = saved.duplicateOf;
      return saved.id;
    } catch (error) {
      log.error('A delivery could not be kept, and was answered 503.', error);
      return undefined;
    }
  }

  return async function keepAcceptedDelivery(_req, res, next) {
    res.locals.keeping = keep(res.locals); // its sender may leave before it is kept
    if ((await res.locals.keeping) === undefined) {
      sendJson(
        res,
        503,
        { error: 'The delivery could not be kept: send it again later.', reason: 'not-kept' },
        { 'Retry-After': RETRY_AFTER_S },
      );
      return;
    }
    next();
  };
}
