import { parseEvent } from '../circleci/events';
import { parseBody } from '../circleci/summary';
import type { Delivery } from '../delivery';
import type { Handling } from '../handling';
import type { Log } from '../log/log';
import type { DeliveryStore, KeptDelivery } from '../store/delivery-store';
import { systemClock, type Clock } from './clock';
import { handlersFor, type Handlers } from './handlers';
import { again, planned, superseded } from './progress';
import { createQueue } from './queue';
import { createRunner, type Run } from './runner';
import { createSettling } from './settling';

export interface DispatcherOptions {
  readonly handlers: Handlers;
  readonly store: DeliveryStore;
  readonly log: Log;
  /** How long a handler may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a handler is tried. */
  readonly attempts: number;
  /** How many may run at once. */
  readonly concurrency: number;
  readonly clock?: Clock;
  /** From 0 to 1. */
  readonly random?: () => number;
}

export interface Dispatcher {
  /** What is to be done with a delivery: to be kept with it, so that it is done even after a crash. */
  readonly plan: (delivery: Pick<Delivery, 'parsed' | 'receivedAt'>) => readonly Handling[];
  /** Has a kept delivery handled, once it is its turn. */
  readonly enqueue: (id: string) => void;
  /** The same for deliveries that an earlier process left to be handled. */
  readonly resume: (ids: readonly string[]) => void;
  /**
   * Has a kept delivery handled from the start, whatever came of it before.
   * @returns whether there is a handler for it
   */
  readonly runAgain: (id: string) => Promise<boolean>;
  /**
   * Starts nothing any more, and waits for the handlers that run. Those that take longer than `graceMs` see
   * their signal abort; what is not done by then is done after the next start.
   */
  readonly close: (graceMs: number) => Promise<void>;
}

/** A delivery whose turn it is, or one handler of it. */
interface Task {
  readonly id: string;
  /** Undefined for all that wait. */
  readonly handler?: string;
  /** Whether it need not settle any more. */
  readonly isSettled?: boolean;
  /** Whether it may have been running when an earlier process ended. */
  readonly isResumed?: boolean;
}

interface SettlesBy {
  readonly key: string;
  readonly forMs: number;
}

/** Runs handlers on kept deliveries, at least once each: what is not done is in the store. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { handlers, store, log, concurrency, clock = systemClock } = options;
  const queue = createQueue<Task>({ concurrency, clock, work });
  const settling = createSettling();
  const runHandler = createRunner(options);

  async function work(task: Task, stop: AbortSignal): Promise<void> {
    try {
      const delivery = await store.get(task.id);
      if (delivery === undefined) return; // cleared, meanwhile
      const parsed = parseEvent(parseBody(delivery.body));
      const bound = parsed && handlersFor(handlers, parsed);
      for (const handling of delivery.handlings) {
        const isMeant = task.handler === undefined || task.handler === handling.handler;
        if (!isMeant || handling.state !== 'waiting' || stop.aborted) continue;
        await workOn(task, { delivery, handling, handler: bound?.get(handling.handler), stop });
      }
    } catch (error) {
      log.error(
        `Delivery ${task.id} could not be handled; it will be after the next start.`,
        error,
      );
    }
  }

  async function workOn(task: Task, run: Run): Promise<void> {
    const { delivery, handling } = run;
    const own: Task = { ...task, handler: handling.handler };
    const wait = (handling.next?.at ?? 0) - clock.now();
    if (wait > 0) {
      queue.pushLater(wait, own);
      return;
    }
    const settlesBy = task.isSettled === true ? undefined : settlingKey(run);
    if (settlesBy !== undefined) {
      await settle(own, delivery, settlesBy);
      return;
    }
    const result = await runHandler(run, task.isResumed === true);
    if (result?.next !== undefined) {
      const { id, handler } = { id: delivery.id, handler: handling.handler };
      queue.pushLater(result.next.at - clock.now(), { id, handler });
    }
  }

  /** What a handler settles by, if it does, and this is not an attempt after another. */
  function settlingKey({ handling, handler }: Run): SettlesBy | undefined {
    if (handler?.settle === undefined || handling.next?.number !== 1) return undefined;
    try {
      const key = handler.settle.key();
      return key === undefined
        ? undefined
        : { key: JSON.stringify([handling.handler, key]), forMs: handler.settle.forMs };
    } catch (error) {
      log.error(`What handler ${handling.handler} settles by threw, so it runs at once.`, error);
      return undefined;
    }
  }

  async function settle(task: Task, { receivedAt }: KeptDelivery, by: SettlesBy): Promise<void> {
    const wait = Math.max(0, receivedAt.getTime() + by.forMs - clock.now());
    const earlier = settling.wait(by.key, task.id, (over) => {
      const cancel = clock.after(wait, over);
      const cancelTask = queue.pushLater(wait, { ...task, isSettled: true });
      return () => {
        cancel();
        cancelTask();
      };
    });
    if (earlier === undefined) return;
    const kept = await store.get(earlier.id);
    const handling = kept?.handlings.find(({ handler }) => handler === task.handler);
    if (handling === undefined) return;
    await store.recordHandling(earlier.id, superseded(handling, earlier.by));
  }

  return {
    plan({ parsed, receivedAt }) {
      if (parsed === undefined) return [];
      return [...handlersFor(handlers, parsed).keys()].map((name) =>
        planned(name, receivedAt.getTime()),
      );
    },
    enqueue(id) {
      queue.push({ id });
    },
    resume(ids) {
      for (const id of ids) queue.push({ id, isResumed: true });
    },
    async runAgain(id) {
      const delivery = await store.get(id);
      const parsed = delivery && parseEvent(parseBody(delivery.body));
      if (delivery === undefined || parsed === undefined) return false;
      const names = [...handlersFor(handlers, parsed).keys()];
      for (const name of names) {
        const before = delivery.handlings.find(({ handler }) => handler === name);
        await store.recordHandling(id, again(name, before, clock.now()));
        queue.push({ id, handler: name, isSettled: true });
      }
      return names.length > 0;
    },
    async close(graceMs) {
      if (await queue.close(graceMs)) return;
      log.warn('Some handlers took too long, and were cut off: they run again at the next start.');
    },
  };
}
