import { CircleCiApiError } from '../circleci-api/api-error';
import { isFailure } from '../circleci/failed-run';
import type { Delivery } from '../delivery/delivery';
import type { Log } from '../log/log';
import type { DeliveryStore } from '../store/delivery-store';
import { systemClock } from './clock';
import type { Dispatcher } from './dispatcher';
import type { Explain } from './explain';
import { createQueue } from './queue';

/** More have to be asked for on their pages. */
const MAX_WAITING = 100;

export interface ExplainSoonOptions {
  readonly store: Pick<DeliveryStore, 'get'>;
  readonly explain: Explain;
  readonly log: Pick<Log, 'warn'>;
  /** Ends what is being asked. */
  readonly stop: AbortController;
}

/**
 * Has CircleCI asked at once why something failed, one after the other, of what comes in signed: whoever could post
 * without a signature could have it asked for anything.
 */
export function explainingSoon(
  dispatcher: Dispatcher,
  { store, explain, log, stop }: ExplainSoonOptions,
): Dispatcher {
  async function work(id: string): Promise<void> {
    try {
      const delivery = await store.get(id);
      if (delivery !== undefined) await explain(delivery);
    } catch (error) {
      if (stop.signal.aborted) return;
      const told = error instanceof CircleCiApiError ? error.message : undefined;
      log.warn(`Why it failed could not be read, for delivery ${id}.`, told ?? String(error));
    }
  }
  const queue = createQueue<string>({ concurrency: () => 1, clock: systemClock, work });

  return {
    ...dispatcher,
    enqueue(id, delivery, plan) {
      dispatcher.enqueue(id, delivery, plan);
      if (isSignedFailure(delivery) && queue.size() < MAX_WAITING) queue.push(id);
    },
    async close(graceMs) {
      const closed = queue.close(graceMs);
      await dispatcher.close(graceMs); // handlers may ask something until then
      stop.abort();
      await closed;
    },
  };
}

function isSignedFailure({ event, signature }: Delivery): boolean {
  return signature.verdict === 'valid' && event !== undefined && isFailure(event);
}
