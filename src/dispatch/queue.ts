import type { Clock } from './clock';

/** What a task gets while it runs. */
export interface Turn {
  /** Aborts when the queue cannot wait for it any longer: it must end soon then. */
  readonly stop: AbortSignal;
  /** Gives its place to the next one, already before it has ended, as when it only has to be written what came of it. */
  readonly leave: () => void;
}

export interface QueueOptions<Task> {
  /** Tells how many may run at once, now. */
  readonly concurrency: () => number;
  readonly clock: Clock;
  /** Does a task. It must not be rejected. */
  readonly work: (task: Task, turn: Turn) => Promise<void>;
}

export interface Queue<Task> {
  readonly push: (task: Task) => void;
  /** Counts the tasks that wait for their turn. */
  readonly size: () => number;
  /**
   * Pushes a task after a while.
   * @returns what cancels that
   */
  readonly pushLater: (milliseconds: number, task: Task) => () => void;
  /**
   * Starts no task any more, and waits for those that run; after `graceMs` they are stopped.
   * @returns whether none had to be
   */
  readonly close: (graceMs: number) => Promise<boolean>;
}

/** How many may end that have left their place: what is slow to end must not pile up. */
const MAX_ENDING = 64;

/** Runs tasks in their order, so many at once and no more. */
export function createQueue<Task>({ concurrency, clock, work }: QueueOptions<Task>): Queue<Task> {
  const tasks: Task[] = [];
  const running = new Set<Promise<void>>();
  /** Those that run and have not left their place. */
  const inPlace = new Set<Task>();
  const stop = new AbortController();
  const timers = new Set<() => void>();
  let isPumping = false;
  let isClosed = false;

  function hasPlace(): boolean {
    const ending = running.size - inPlace.size;
    return !isClosed && inPlace.size < concurrency() && ending < MAX_ENDING;
  }

  function pump(): void {
    if (isPumping) return; // a task left its place at once: the loop goes on with the next
    isPumping = true;
    while (hasPlace()) {
      const task = tasks.shift();
      if (task === undefined) break;
      start(task);
    }
    isPumping = false;
  }

  function start(task: Task): void {
    inPlace.add(task);
    const leave = (): void => {
      inPlace.delete(task);
      pump();
    };
    const run: Promise<void> = work(task, { stop: stop.signal, leave }).then(() => {
      running.delete(run);
      leave();
    });
    running.add(run);
  }

  function push(task: Task): void {
    tasks.push(task);
    pump();
  }

  return {
    push,
    size: () => tasks.length,
    pushLater(milliseconds, task) {
      const stopTimer = clock.after(milliseconds, () => {
        timers.delete(cancel);
        push(task);
      });
      const cancel = (): void => {
        timers.delete(cancel);
        stopTimer();
      };
      timers.add(cancel);
      return cancel;
    },
    async close(graceMs) {
      isClosed = true;
      for (const cancel of timers) cancel();
      let stopTimer = (): void => undefined;
      const graceIsOver = new Promise<void>((resolve) => {
        stopTimer = clock.after(graceMs, resolve);
      });
      await Promise.race([Promise.all(running), graceIsOver]);
      stopTimer();
      const isComplete = running.size === 0;
      stop.abort(new Error('The receiver stops.'));
      await Promise.all(running);
      return isComplete;
    },
  };
}
