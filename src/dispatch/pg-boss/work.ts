import { setTimeout as wait } from 'node:timers/promises';
import type { Handling, PlannedHandling } from '../../delivery/handling';
import type { DispatcherOptions } from '../dispatcher';
import { findRun } from '../plan';
import type { Turn } from '../queue';
import { createRunner, type Run } from '../runner';
import { settlesBy } from '../settle';
import { readKept } from '../task';
import type { Job } from './job';
import type { Change, Jobs } from './jobs';
import type { Lease, Leases } from './leases';
import { dataOf, settleIn } from './settle';
import { createTurns } from './turns';

/** After how long it is tried again to write what came of a run, in milliseconds. */
const TRY_AGAIN_MS = 1_000;

interface WorkOptions extends DispatcherOptions {
  readonly jobs: Jobs;
  readonly leases: Leases;
  /** Gives the name of the handler that a queue is for. */
  readonly handlerOf: (queue: string) => string;
  /** Called if a job has another turn after so many milliseconds. */
  readonly onWait: (job: Job, waitMs: number) => void;
}

/** Makes what does a job that was claimed. It is never rejected: what fails by the database has another turn later. */
export function createWork(options: WorkOptions): (job: Job, turn: Turn) => Promise<void> {
  const { store, log, jobs, leases, handlerOf, onWait } = options;
  const runOnce = createRunner(options);
  const turns = createTurns();

  /** Tells of a job that is not ours any more. */
  function tellIfLost(job: Job, isHeld: boolean): void {
    if (isHeld) return;
    log.warn(
      `Delivery ${job.id} was taken over by another receiver while ${handlerOf(job.name)} ran here: what came of it here is not kept.`,
    );
  }

  async function end(
    job: Job,
    as: PlannedHandling | undefined,
    change: Change,
    isHeld: () => boolean,
  ): Promise<void> {
    for (;;) {
      try {
        tellIfLost(job, await jobs.end(job, as, change));
        if (change.waitMs !== undefined) onWait(job, change.waitMs);
        return;
      } catch (error) {
        if (!isHeld()) throw error;
        await wait(TRY_AGAIN_MS);
      }
    }
  }

  async function runNow(
    job: Job,
    run: Omit<Run, 'record' | 'noteBegun'>,
    lease: Lease,
  ): Promise<void> {
    const { handling } = run;
    if (run.stop.aborted || !lease.isHeld()) return end(job, handling, {}, lease.isHeld);
    let change: Change = {};
    await runOnce(
      {
        ...run,
        async noteBegun(_id, begun) {
          tellIfLost(job, await jobs.note(job, handling, begun));
        },
        async record(_id, ended) {
          change = changeOf(ended, job, run);
          await end(job, handling, change, lease.isHeld);
        },
      },
      job.isTakenOver,
      () => undefined,
    );
    if (change.handling === undefined) await end(job, handling, change, lease.isHeld);
  }

  async function handle(job: Job, lease: Lease, stop: AbortSignal): Promise<void> {
    const found = findRun(handlerOf(job.name), await readKept(store, job.id), options);
    if (found === undefined) return end(job, undefined, {}, lease.isHeld);
    const run = { ...found, stop };
    const settles = settlesBy(run, log);
    const settled = settles && (await settleIn(jobs, job, run, settles));
    if (settled !== undefined) return end(job, run.handling, settled, lease.isHeld);
    // What may have ended a process twice already is not to take others with it.
    const isSuspect = run.handling.next.begun !== undefined;
    return turns[isSuspect ? 'alone' : 'together'](async () => runNow(job, run, lease));
  }

  return async function work(job, turn) {
    let lease: Lease | undefined;
    try {
      lease = await leases.begin(job);
      await handle(job, lease, AbortSignal.any([turn.stop, lease.signal]));
    } catch (error) {
      log.error(`Delivery ${job.id} could not be handled, and will be tried again.`, error);
    } finally {
      lease?.end();
    }
  };
}

/** Tells how a turn ends after a run: what was cut off has its next one at once. */
function changeOf(handling: Handling, job: Job, run: Pick<Run, 'delivery' | 'handling'>): Change {
  const { next } = handling;
  const isCutOff = next?.number === run.handling.next.number;
  const waitMs = next === undefined || isCutOff ? 0 : next.at - Date.now();
  return { handling, waitMs, data: dataOf(job, run) };
}
