import { createPool } from '../../store/postgres/connection';
import { explained } from '../../store/postgres/explain-error';
import { comparedWord } from '../../store/postgres/search-text';
import type { Dispatcher, DispatcherOptions } from '../dispatcher';
import { createAgain, planOf } from '../plan';
import { again } from '../progress';
import { startBoss } from './boss';
import { createJobs } from './jobs';
import { createLane, type LaneOptions } from './lane';
import { createLeases } from './leases';
import { createWork } from './work';

/** A job of one that died is taken over once its lease is over, and that was seen. */
const LEASE_SECONDS = 30;

/** How often what is missing is made, in milliseconds. */
const REPAIR_MS = 60_000;

interface WorkerOptions extends DispatcherOptions {
  /** Of the database in which the store is. */
  readonly url: string;
  readonly leaseSeconds?: number;
}

/** Makes a dispatcher that plans, and leaves the work to others. */
export function createPlanner(options: DispatcherOptions): Dispatcher {
  const { store, forwards = [] } = options;
  return {
    ...createAgain(store, options, async ({ id, handler }) => {
      const kept = await store.get(id);
      const before = kept?.handlings.find((one) => one.handler === handler);
      await store.recordHandling(id, again(handler, before, Date.now()));
    }),
    targets: forwards,
    plan: (delivery) => planOf(delivery, options),
    // The database makes a job of each handling that waits.
    enqueue: () => undefined,
    resume: () => undefined,
    close: async () => Promise.resolve(),
  };
}

/** Starts a dispatcher that shares the work with all others on its database, by pg-boss. */
export async function startWorker(options: WorkerOptions): Promise<Dispatcher> {
  const { handlers, forwards = [], store, log, url, leaseSeconds = LEASE_SECONDS } = options;
  const pool = createPool(url);
  const handlerNames = Object.keys(handlers);
  const targets = forwards.map(({ name }) => name);
  const queues = new Map([...handlerNames, ...targets].map((name) => [comparedWord(name), name]));
  const boss = await startBoss(pool, leaseSeconds, {
    standard: handlerNames.map(comparedWord),
    singleton: targets.map(comparedWord),
  }).catch(async (error: unknown) => {
    await pool.end();
    throw explained(error, url);
  });

  const leaseMs = leaseSeconds * 1_000;
  const jobs = createJobs(pool, leaseSeconds);
  const leases = createLeases(jobs, leaseMs);
  const work = createWork({
    ...{ ...options, jobs, leases },
    handlerOf: (queue) => queues.get(queue) ?? queue,
    onWait: (_, waitMs) => {
      for (const lane of lanes) lane.wake(waitMs);
    },
  });
  const release: LaneOptions['release'] = async (job) => jobs.end(job, undefined);
  const all = { claim: boss.claim, work, release };
  const lanes = [
    createLane({ ...all, names: handlerNames.map(comparedWord), concurrency: options.concurrency }),
    // None holds up another, and each target gets one after the other, as they arrived.
    ...targets.map((name) => createLane({ ...all, names: [comparedWord(name)], concurrency: 1 })),
  ];

  const repair = (): void => void jobs.repair([...queues.keys()]).catch(() => undefined);
  const wakeAll = (): void => {
    for (const lane of lanes) lane.wake();
  };
  let end = (): void => undefined;
  let closing: Promise<void> | undefined;

  async function close(graceMs: number): Promise<void> {
    end();
    for (const { stopWaiting } of forwards) stopWaiting();
    const complete = await Promise.all(lanes.map(async (lane) => lane.close(graceMs)));
    leases.close();
    await boss.stop();
    await pool.end();
    if (!complete.includes(false)) return;
    log.warn('Some handlers took too long, and were cut off: another receiver runs them again.');
  }

  return {
    ...createPlanner(options),
    resume() {
      repair();
      const repairing = setInterval(repair, REPAIR_MS);
      const expiring = setInterval(() => void boss.expire().catch(() => undefined), leaseMs / 6);
      const stopListening = store.onChange(wakeAll);
      end = () => {
        clearInterval(repairing);
        clearInterval(expiring);
        stopListening();
      };
      wakeAll();
    },
    close: async (graceMs) => (closing ??= close(graceMs)),
  };
}
