import type { Clock } from './clock';

export interface QueueOptions<Task> {
  /** How many may run at once, now. */
  readonly concurrency: () => number;
  readonly clock: Clock;
  /** Must not be rejected. `stop` aborts when the queue cannot wait for it any longer: it must end soon then. */
  readonly work: (task: Task, stop: AbortSignal) => Promise<void>;
}

export interface Queue<Task> {
  readonly push: (task: Task) => void;
  /** How many tasks wait for their turn. */
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

/** Runs tasks in their order, so many at once and no more. */
export function createQueue<Task>({ concurrency, clock, work }: QueueOptions<Task>): Queue<Task> {
  const tasks: Task[] = [];
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  const timers = new Set<() => void>();
  let isClosed = false;

  function pump(): void {
    while (!isClosed && running.size < concurrency()) {
      const task = tasks.shift();
      if (task === undefined) return;
      const run: Promise<void> = work(task, stop.signal).then(() => {
        running.delete(run);
        pump();
      });
      running.add(run);
    }
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
