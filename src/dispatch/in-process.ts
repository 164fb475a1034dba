import { isPlanned } from '../delivery/handling';
import { systemClock, type Clock } from './clock';
import type { Dispatcher, DispatcherOptions } from './dispatcher';
import { createAgain, findRun, planOf } from './plan';
import { again, superseded } from './progress';
import { createQueue, type Queue, type Turn } from './queue';
import { createRunner, type Run } from './runner';
import { createSettling, settlesBy, waitOf } from './settle';
import { freshOf, keyOf, readKept, tasksLeft, type Fresh, type Task } from './task';

interface InProcessOptions extends DispatcherOptions {
  readonly clock?: Clock;
}

/** After how long something is tried again that the store failed at. */
const TRY_AGAIN_MS = 5_000;

/** So many may wait in memory as they came. The others are read when it is their turn. */
const MAX_FRESH = 256;

/** What has waited for longer may have been deleted meanwhile, and is read too. To look each time has a cost. */
const FRESH_MS = 1_000;

/** Makes a dispatcher that runs all in this process, which is the only one on its store. */
export function createDispatcher(options: InProcessOptions): Dispatcher {
  const { forwards = [], store, log, concurrency, clock = systemClock } = options;
  const handlersQueue = createQueue<Task>({
    concurrency: () => (suspects.size > 0 ? 1 : concurrency),
    ...{ clock, work },
  });
  /** By the names of the targets: none holds up another, and each gets one after the other, as they arrived. */
  const lanes = new Map(
    forwards.map((forward) => {
      const queue = createQueue<Task>({ concurrency: () => 1, clock, work });
      return [forward.name, { forward, queue }];
    }),
  );
  const queueOf = ({ handler }: Pick<Task, 'handler'>): Queue<Task> =>
    lanes.get(handler)?.queue ?? handlersQueue;
  const settling = createSettling();
  const runOnce = createRunner(options);
  const record: Run['record'] = async (id, handling) => store.recordHandling(id, handling);
  /** By delivery and handler: of several tasks for the same, one runs it. */
  const running = new Set<string>();
  /** Those of them that are to be run again from the start, once they are done. */
  const runningAgain = new Set<string>();

  /** What an earlier process may have ended over: each is run alone, before all others. */
  const suspects = new Set<string>();

  async function work(task: Task, { stop, leave }: Turn): Promise<void> {
    const ended = (): void => {
      if (suspects.size === 0) leave(); // what runs alone is first written
    };
    try {
      const run = runOf(task, freshIn(task) ?? (await readKept(store, task.id)), stop);
      // Only now: what had its turn before this one may have taken its place.
      if (task.settledBy !== undefined && !settling.end(task.settledBy, task.id)) return;
      if (run === undefined || running.has(keyOf(task)) || stop.aborted) return;
      const settles = settlesBy(run, log);
      const wait = waitOf(run, settles?.forMs ?? 0, clock.now());
      if (task.isDue !== true && (wait > 0 || settles !== undefined)) {
        await runLater(wait, task, settles?.key);
      } else {
        await runNow(task, run, settles?.key, ended);
      }
    } catch (error) {
      tryAgain(task, error);
    } finally {
      suspects.delete(keyOf(task));
    }
  }

  /** Tries again what failed by the store, not by the handler, as when the disk is full: until there is space again. */
  function tryAgain({ fresh: _, ...task }: Task, error: unknown): void {
    if (task.isTriedAgain !== true) {
      log.error(`Delivery ${task.id} could not be handled, and will be tried again.`, error);
    }
    queueOf(task).pushLater(TRY_AGAIN_MS, { ...task, isTriedAgain: true });
  }

  /** Gives what a task is for if that has just been kept, and so is kept still. */
  function freshIn({ fresh }: Task): Fresh | undefined {
    const age = fresh && clock.now() - fresh.delivery.receivedAt.getTime();
    return age !== undefined && age < FRESH_MS ? fresh : undefined;
  }

  /** Finds what a task is for, if it is still to be done. */
  function runOf(
    { handler, at }: Task,
    found: Fresh | undefined,
    stop: AbortSignal,
  ): Run | undefined {
    const run = findRun(handler, found, options);
    if (run?.handling.next.at !== at) return undefined;
    return { ...run, stop, record, noteBegun: record };
  }

  /** Runs a task after a while; if it has a key, only if no later delivery with the same one comes until then. */
  async function runLater(wait: number, task: Task, key: string | undefined): Promise<void> {
    const { fresh: _, ...rest } = task; // much may have changed until then
    const due = { ...rest, isDue: true };
    if (key === undefined) {
      queueOf(task).pushLater(wait, due);
      return;
    }
    const earlier = settling.wait(key, task.id, () =>
      queueOf(task).pushLater(wait, { ...due, settledBy: key }),
    );
    const kept = earlier && (await store.get(earlier.id));
    const handling = kept?.handlings.filter(isPlanned).find((one) => one.handler === task.handler);
    if (earlier === undefined || handling === undefined) return;
    await store.recordHandling(earlier.id, superseded(handling, earlier.by));
  }

  /** Runs a handler, and later again if it failed. */
  async function runNow(
    task: Task,
    run: Run,
    key: string | undefined,
    ended: () => void,
  ): Promise<void> {
    const { id, handler } = task;
    running.add(keyOf(task));
    try {
      const { next } = (await runOnce(run, task.isResumed === true, ended)) ?? {};
      if (next === undefined) return;
      await runLater(next.at - clock.now(), { id, handler, at: next.at }, key);
    } finally {
      running.delete(keyOf(task));
      if (runningAgain.delete(keyOf(task))) await startAgain(task);
    }
  }

  async function startAgain({ id, handler }: Pick<Task, 'id' | 'handler'>): Promise<void> {
    const key = keyOf({ id, handler });
    if (running.has(key)) {
      runningAgain.add(key);
      return;
    }
    const kept = await store.get(id);
    const before = kept?.handlings.find((one) => one.handler === handler);
    const handling = again(handler, before, clock.now());
    await store.recordHandling(id, handling);
    queueOf({ handler }).push({ id, handler, at: handling.next.at, isDue: true });
  }

  return {
    ...createAgain(store, options, startAgain),
    targets: forwards,
    plan: (delivery) => planOf(delivery, options),
    enqueue(id, delivery, handlings) {
      const fresh = freshOf(id, delivery, handlings);
      for (const { handler, next } of handlings) {
        const queue = queueOf({ handler });
        queue.push({ id, handler, at: next.at, ...(queue.size() < MAX_FRESH && { fresh }) });
      }
    },
    resume(left) {
      const tasks = left.flatMap(tasksLeft);
      const suspected = tasks.filter(({ isDue }) => isDue === true);
      for (const task of suspected) suspects.add(keyOf(task));
      if (suspects.size > 0) {
        log.warn(
          `The receiver ended while ${suspects.size} handlers ran: each of them runs alone now, before all others.`,
        );
      }
      for (const task of new Set([...suspected, ...tasks])) queueOf(task).push(task);
    },
    async close(graceMs) {
      for (const { forward } of lanes.values()) forward.stopWaiting();
      const queues = [handlersQueue, ...[...lanes.values()].map(({ queue }) => queue)];
      const complete = await Promise.all(queues.map(async (queue) => queue.close(graceMs)));
      if (!complete.includes(false)) return;
      log.warn('Some handlers took too long, and were cut off: they run again at the next start.');
    },
  };
}
