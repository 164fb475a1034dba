import { setTimeout as wait } from 'node:timers/promises';
import { ownTurn } from '../own-turn';

/** Of more failures, only the number is known. */
const MAX_FAILURES = 100;

/** How many are done at once if there is no rate: they share a commit of the store, and hold up nobody. */
const AT_ONCE = 25;

export interface JobOptions {
  /** In the order in which they are done. */
  readonly ids: readonly string[];
  /** How many are begun in a second, at most; undefined for as many as can be. */
  readonly rate: number | undefined;
  readonly run: (id: string) => Promise<unknown>;
  /** Says, in a sentence, why one could not be done. */
  readonly explain: (error: unknown) => string;
  readonly onChange: () => void;
}

interface Failure {
  readonly id: string;
  readonly problem: string;
}

export interface Progress {
  readonly state: 'running' | 'done' | 'stopped';
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly left: number;
  /** The first of them. */
  readonly failures: readonly Failure[];
}

export interface Job {
  readonly progress: () => Progress;
  /** Begins no more, and waits for what is under way. */
  readonly stop: () => Promise<void>;
}

/** Does something with many deliveries, one after the other. */
export function startJob({ ids, rate, run, explain, onChange }: JobOptions): Job {
  const stopping = new AbortController();
  const { signal } = stopping;
  const failures: Failure[] = [];
  let [done, failed, isOver] = [0, 0, false];

  async function doOne(id: string): Promise<void> {
    try {
      await run(id);
      done += 1;
    } catch (error) {
      failed += 1;
      const problem = explain(error);
      if (failures.length < MAX_FAILURES) failures.push({ id, problem });
    }
  }

  async function doAll(): Promise<void> {
    const atOnce = rate === undefined ? AT_ONCE : 1;
    for (let from = 0; from < ids.length && !signal.aborted; from += atOnce) {
      const isLast = from + atOnce >= ids.length;
      const next = rate === undefined || isLast ? ownTurn() : pause(1_000 / rate);
      await Promise.all(ids.slice(from, from + atOnce).map(doOne));
      onChange();
      await next;
    }
    isOver = true;
    onChange();
  }

  async function pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal }).catch(() => undefined); // the signal says so
  }

  const over = doAll();
  return {
    progress() {
      const left = ids.length - done - failed;
      const state = isOver ? (left === 0 ? 'done' : 'stopped') : 'running';
      return { state, total: ids.length, done, failed, left, failures: [...failures] };
    },
    async stop() {
      stopping.abort();
      await over;
    },
  };
}
