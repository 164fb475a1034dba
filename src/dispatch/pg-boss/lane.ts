import { systemClock } from '../clock';
import { createQueue, type Turn } from '../queue';
import type { Job } from './job';

/** Jobs are looked for this often, in milliseconds, even if nothing tells of any. */
const POLL_MS = 2_000;

/** How long to wait after a look that found nothing, in milliseconds: changes come in dozens. */
const GAP_MS = 50;

export interface LaneOptions {
  /** The names of its queues. */
  readonly names: readonly string[];
  /** How many may run at once here. */
  readonly concurrency: number;
  readonly claim: (name: string, most: number) => Promise<readonly Job[]>;
  /** Must not be rejected. */
  readonly work: (job: Job, turn: Turn) => Promise<void>;
  /** Gives back what was claimed and is not to be begun. */
  readonly release: (job: Job) => Promise<unknown>;
}

/** Takes jobs of some queues, as many as it can run. */
export interface Lane {
  /** Looks for jobs after a while, in milliseconds. */
  readonly wake: (afterMs?: number) => void;
  /**
   * Claims no job any more, and waits for those that run; after `graceMs` they are stopped.
   * @returns whether none had to be
   */
  readonly close: (graceMs: number) => Promise<boolean>;
}

/** Makes a lane, which begins once it is woken. */
export function createLane({ names, concurrency, claim, work, release }: LaneOptions): Lane {
  const queue = createQueue<Job>({ concurrency: () => concurrency, clock: systemClock, work: run });
  const timers = new Set<NodeJS.Timeout>();
  let first = 0;
  let claimed = 0;
  let isWoken = false;
  let pause: NodeJS.Timeout | undefined;
  let polling: NodeJS.Timeout | undefined;
  const closing = new AbortController();
  const isClosed = (): boolean => closing.signal.aborted;
  let pulling: Promise<void> | undefined;

  async function run(job: Job, turn: Turn): Promise<void> {
    await work(job, turn);
    claimed -= 1;
    wake();
  }

  /**
   * Claims from one queue after the other, another first each time.
   * @returns whether there was any
   */
  async function pull(): Promise<boolean> {
    isWoken = false;
    first += 1;
    let hasFound = false;
    for (let nth = 0; nth < names.length && claimed < concurrency && !isClosed(); nth += 1) {
      const name = names[(first + nth) % names.length] ?? '';
      const jobs = await claim(name, concurrency - claimed);
      claimed += jobs.length;
      hasFound ||= jobs.length > 0;
      for (const job of jobs) {
        if (isClosed()) await release(job);
        else queue.push(job);
      }
    }
    return hasFound;
  }

  function begin(): void {
    pulling = pull()
      .catch(() => false) // the database is away, and asked again
      .then((hasFound) => {
        pulling = undefined;
        pause = setTimeout(resume, hasFound ? 0 : GAP_MS);
      });
  }

  function resume(): void {
    pause = undefined;
    if (isWoken && !isClosed()) begin();
  }

  function wake(afterMs = 0): void {
    if (isClosed()) return;
    if (afterMs > 0) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        wake();
      }, afterMs);
      timers.add(timer);
      return;
    }
    polling ??= setInterval(wake, POLL_MS);
    isWoken = true;
    if (pulling === undefined && pause === undefined) begin();
  }

  return {
    wake,
    async close(graceMs) {
      closing.abort();
      clearInterval(polling);
      for (const timer of timers) clearTimeout(timer);
      await pulling;
      clearTimeout(pause);
      return queue.close(graceMs);
    },
  };
}
