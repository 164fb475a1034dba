import { z } from 'zod';
import type { Lmdb } from './open';

/**
 * Writes in a transaction, in which it is alone and reads what was written before.
 * @returns what `write` does, once that is committed
 */
export type Writer = <T>(write: () => T) => Promise<T>;

interface Waiting {
  /** Writes, and gives what tells that it is committed. */
  readonly run: () => () => void;
  readonly reject: (error: Error) => void;
}

/** An error of LMDB refers to its cause by a promise that is rejected with it. */
const commitErrorSchema = z.looseObject({ commitError: z.instanceof(Promise) });

/**
 * Makes a writer whose transactions take all that waits at once: the more comes, the less each one costs.
 *
 * If a transaction fails, so do all writes in it, and nothing of them is kept.
 *
 * @param onWritten called after each transaction
 */
export function createWriter({ root, isThere }: Lmdb, onWritten: () => void): Writer {
  let waiting: Waiting[] = [];
  let working = false;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        const done = await root.transaction(() => group.map(({ run }) => run()));
        if (!isThere()) throw new Error('The file that was written to is no longer there.');
        for (const resolve of done) resolve();
        onWritten();
      } catch (error) {
        const failure = failureOf(error);
        for (const { reject } of group) reject(failure);
      }
    }
    working = false;
  }

  return function write(run) {
    return new Promise((resolve, reject) => {
      waiting.push({
        run() {
          const result = run();
          return () => {
            resolve(result);
          };
        },
        reject,
      });
      if (working) return;
      working = true;
      setImmediate(() => void work()); // what else arrives in this turn goes along
    });
  };
}

function failureOf(error: unknown): Error {
  // What it refers to is rejected too, and must not be left so: that would end the process.
  const failed = commitErrorSchema.safeParse(error);
  if (failed.success) failed.data.commitError.catch(() => undefined);
  return new Error('The store could not write.', { cause: error });
}
