import type { Delivery } from '../delivery/delivery';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { Log } from '../log/log';
import type { DeliveryStore } from '../store/delivery-store';
import type { ConcludedFacts } from './conclude';
import { isHealthCheck } from './health';

/** Where deliveries are kept, and what handles them then. */
export interface Storage {
  readonly store: DeliveryStore;
  readonly dispatcher: Pick<Dispatcher, 'plan' | 'enqueue'>;
}

/** How many may wait for the store: a flood must not fill the memory, and few of it are kept anyway. */
const MAX_WAITING = 1_000;

/**
 * Makes what records a delivery that is over: of one that was let through its answer, and all of one that was not.
 * One that was let through is handled then.
 */
export function createRecorder(
  { store, dispatcher }: Storage,
  log: Pick<Log, 'error'>,
): (facts: ConcludedFacts) => void {
  let waiting = 0;

  async function write(delivery: Delivery, id: string | undefined): Promise<string | undefined> {
    if (waiting >= MAX_WAITING) return id;
    waiting += 1;
    try {
      if (id === undefined) return (await store.save(delivery, { accepted: false })).id;
      if (delivery.answer !== undefined) await store.recordAnswer(id, delivery.answer);
    } catch (error) {
      log.error('What was answered could not be kept.', error);
    } finally {
      waiting -= 1;
    }
    return id;
  }

  async function recordAndHandle(delivery: Delivery, facts: ConcludedFacts): Promise<void> {
    const kept = await facts.saving; // its sender may have left before it was kept
    const written = write(delivery, kept?.id);
    if (kept !== undefined && kept.duplicateOf === undefined) {
      dispatcher.enqueue(kept.id, delivery, facts.plan ?? []);
    }
    facts.arrival.replay?.kept(await written);
  }

  return function record(facts) {
    const { delivery, brief } = facts.concluded ?? {};
    if (delivery === undefined || brief === true || isHealthCheck(delivery)) return;
    void recordAndHandle(delivery, facts);
  };
}
