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
  /** Undefined for all of them. */
  readonly handler?: string;
  /** Whether it need not settle. */
  readonly isSettled?: boolean;
  /** The key by which it has settled, unless another delivery has taken its place since. */
  readonly settledBy?: string;
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
  /** By delivery and handler: of several tasks for the same, one runs it. */
  const running = new Set<string>();

  async function work(task: Task, stop: AbortSignal): Promise<void> {
    try {
      const runs = await readRuns(task, stop);
      // Only now: what had its turn before this one may have taken its place.
      if (task.settledBy !== undefined && !settling.end(task.settledBy, task.id)) return;
      // All at once: what settles must not come too late for others because another handler runs.
      const isPutOff = await Promise.all(runs.map(async (run) => putOff(task, run)));
      for (const [index, { handling }] of runs.entries()) {
        if (isPutOff[index] === false) await runOnce({ ...task, handler: handling.handler }, stop);
      }
    } catch (error) {
      log.error(
        `Delivery ${task.id} could not be handled; it will be after the next start.`,
        error,
      );
    }
  }

  /** Reads what waits to be run of a task. */
  async function readRuns({ id, handler: name }: Task, stop: AbortSignal): Promise<Run[]> {
    const delivery = await store.get(id);
    if (delivery === undefined) return []; // cleared, meanwhile
    const parsed = parseEvent(parseBody(delivery.body));
    const bound = parsed && handlersFor(handlers, parsed);
    return delivery.handlings
      .filter(({ handler, state }) => state === 'waiting' && (name ?? handler) === handler)
      .map((handling) => ({ delivery, handling, handler: bound?.get(handling.handler), stop }));
  }

  /** Has what must not run yet run later, and tells whether that is so. */
  async function putOff(task: Task, run: Run): Promise<boolean> {
    const own: Task = { ...task, handler: run.handling.handler };
    const wait = timeUntil(run);
    if (wait > 0) {
      queue.pushLater(wait, own);
      return true;
    }
    const isSettled = task.isSettled === true || task.settledBy !== undefined;
    const settlesBy = isSettled ? undefined : settlingKey(run);
    if (settlesBy === undefined) return false;
    await settle(own, run.delivery, settlesBy);
    return true;
  }

  function timeUntil({ handling }: Run): number {
    return (handling.next?.at ?? 0) - clock.now();
  }

  /** Runs a handler, unless another task for it does, or did meanwhile. */
  async function runOnce(task: Task, stop: AbortSignal): Promise<void> {
    const [run] = await readRuns(task, stop);
    const key = JSON.stringify([task.id, task.handler]);
    if (run === undefined || timeUntil(run) > 0 || running.has(key) || stop.aborted) return;
    running.add(key);
    try {
      const { next } = (await runHandler(run, task.isResumed === true)) ?? {};
      if (next === undefined) return;
      const { id, handler } = { id: task.id, handler: run.handling.handler };
      queue.pushLater(next.at - clock.now(), { id, handler });
    } finally {
      running.delete(key);
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
    const earlier = settling.wait(by.key, task.id, () =>
      queue.pushLater(wait, { ...task, settledBy: by.key }),
    );
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
