import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const loadSchema = z.object({
  requests: z.number(),
  requestsPerSecond: z.number(),
  /** In milliseconds, like all that follow. */
  p50: z.number(),
  p99: z.number(),
  max: z.number(),
});

export type Load = z.infer<typeof loadSchema>;

export interface LoadOptions {
  readonly connections: number;
  /** How many deliveries; all are signed before the first is sent. */
  readonly amount: number;
  /** How many a second, evenly; without it, as many as the server takes. */
  readonly rate?: number;
}

/** So many at once need little memory. */
const FILL_STEP = 10_000;

let worker: Worker | undefined;

/** Posts signed deliveries, each of an event of its own. Fails if one is not answered 2xx. One call at a time. */
export async function post(url: string, options: LoadOptions): Promise<Load> {
  worker ??= new Worker(join(__dirname, 'load-worker.js')); // one for all: it stays warm
  worker.ref();
  const answer = once(worker, 'message');
  worker.postMessage({ url, ...options });
  const messages = await answer;
  worker.unref();
  return z.tuple([loadSchema]).parse(messages)[0];
}

/** Posts so many deliveries to be kept. */
export async function fill(url: string, amount: number): Promise<void> {
  for (let posted = 0; posted < amount; posted += FILL_STEP) {
    await post(url, { connections: 32, amount: Math.min(FILL_STEP, amount - posted) });
  }
}
