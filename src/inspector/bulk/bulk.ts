import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { BulkAction } from '../../delivery/bulk';
import type { DeliverySummary } from '../../store/delivery-store';
import type { DeliveryFilter } from '../../store/filter';
import type { InspectorOptions } from '../inspector-options';
import { matching } from '../matching';
import { Problem } from '../problem';
import { problemOf } from '../problems';
import { ACTIONS } from './actions';
import { startJob, type Job, type Progress } from './job';

/** What is to be done with which deliveries. */
export interface Order {
  readonly action: BulkAction;
  readonly filter: DeliveryFilter;
  /** The id of the newest that is meant: what came after it is not. */
  readonly last?: string;
}

/** What an order would do. */
export interface Preview {
  /** How many pass the filter. */
  readonly matching: number;
  /** Those with which it can be done, the oldest first. */
  readonly ids: readonly string[];
  readonly first?: DeliverySummary;
  readonly last?: DeliverySummary;
}

export interface BulkJob extends Progress {
  readonly id: string;
  readonly action: BulkAction;
  readonly filter: DeliveryFilter;
  readonly rate: number | undefined;
}

/** Does something with many deliveries at once: one job at a time. */
export interface Bulk {
  /** @throws {Problem} if it cannot be done at all */
  readonly preview: (order: Order, signal: AbortSignal) => Promise<Preview>;
  /**
   * Starts a job on what there is now.
   * @throws {Problem} if another one runs, or there is nothing to do
   */
  readonly start: (order: Order & { readonly rate?: number }) => Promise<BulkJob>;
  /** The job that runs, or the last one that did; undefined if there was none, or nobody wants to see it any more. */
  readonly current: () => BulkJob | undefined;
  /** Stops a job, and waits for what it has begun. */
  readonly stop: (id: string) => Promise<void>;
  /** Forgets a job that is over. */
  readonly forget: (id: string) => void;
  readonly events: EventEmitter<{ change: [] }>;
  /** Stops the job that runs, and takes no other. */
  readonly close: () => Promise<void>;
}

const NOTHING =
  'There is nothing to do: no delivery passes the filter with which this can be done.';

const BUSY = 'Another job runs: wait until it is over, or stop it.';

export function createBulk(inspected: InspectorOptions): Bulk {
  const { store, log } = inspected;
  const events: Bulk['events'] = new EventEmitter();
  events.setMaxListeners(0); // as many as there are pages open
  const closing = new AbortController();
  let current: { readonly about: Omit<BulkJob, keyof Progress>; readonly job: Job } | undefined;
  let isStarting = false;

  const tell = (): void => {
    events.emit('change');
  };

  async function preview(order: Order, signal: AbortSignal): Promise<Preview> {
    const { takes, whyNot } = ACTIONS[order.action];
    const problem = whyNot?.(inspected);
    if (problem !== undefined) throw new Problem(409, problem);
    const ids: string[] = [];
    let [count, first, last]: [number, ...(DeliverySummary | undefined)[]] = [0];
    for await (const delivery of matching(store, order.filter, signal)) {
      if (order.last !== undefined && delivery.id > order.last) continue;
      count += 1;
      if (!takes(delivery)) continue;
      ids.push(delivery.id);
      first = delivery;
      last ??= delivery;
    }
    return { matching: count, ids: ids.reverse(), ...(first && last && { first, last }) };
  }

  function jobNow(): BulkJob | undefined {
    return current && { ...current.about, ...current.job.progress() };
  }

  function requireFree(): void {
    closing.signal.throwIfAborted();
    if (isStarting || jobNow()?.state === 'running') throw new Problem(409, BUSY);
  }

  function explainer(): (error: unknown) => string {
    let isLogged = false;
    return (error) => {
      const problem = problemOf(error);
      if (problem !== undefined) return problem.message;
      if (!isLogged) log.error('A delivery could not be dealt with, as many were to be.', error);
      isLogged = true; // the others most likely fail for the same reason
      return 'Something went wrong: see the log.';
    };
  }

  return {
    preview,
    current: jobNow,
    events,
    async start({ rate: told, ...order }) {
      requireFree();
      isStarting = true;
      try {
        const { ids } = await preview(order, closing.signal);
        closing.signal.throwIfAborted();
        if (ids.length === 0) throw new Problem(409, NOTHING);
        const { action, filter } = order;
        const { rate, run } = ACTIONS[action];
        const about = { id: randomUUID(), action, filter, rate: told ?? rate };
        const job = startJob({
          ...{ ids, rate: about.rate, explain: explainer(), onChange: tell },
          run: async (id) => run(id, inspected),
        });
        current = { about, job };
        return { ...about, ...job.progress() };
      } finally {
        isStarting = false;
      }
    },
    async stop(id) {
      if (current?.about.id === id) await current.job.stop();
    },
    forget(id) {
      if (current?.about.id !== id || current.job.progress().state === 'running') return;
      current = undefined;
      tell();
    },
    async close() {
      closing.abort(new Problem(503, 'The receiver stops.'));
      await current?.job.stop();
    },
  };
}
