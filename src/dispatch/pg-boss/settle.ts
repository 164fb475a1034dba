import { superseded } from '../progress';
import type { Run } from '../runner';
import { waitOf, type SettlesBy } from '../settle';
import type { Job, JobData } from './job';
import type { Change, Jobs } from './jobs';

/** Tells whether a handling was asked to be run again: a first attempt that was not planned with its delivery. */
function isAgain({ delivery, handling: { next } }: Pick<Run, 'delivery' | 'handling'>): boolean {
  return next.number === 1 && next.at !== delivery.receivedAt.getTime();
}

/** Gives what a job carries to its next turn. */
export function dataOf(job: Job, run: Pick<Run, 'delivery' | 'handling'>): JobData {
  return isAgain(run) ? { isAgain: true } : job.data;
}

/**
 * Decides in the database what is handled of several deliveries with the same key: each waits, and then the newest is.
 *
 * @returns with what a turn ends without being run; undefined if it is to be run
 */
export async function settleIn(
  { newestBy }: Pick<Jobs, 'newestBy'>,
  job: Job,
  run: Pick<Run, 'delivery' | 'handling'>,
  { key, forMs }: SettlesBy,
): Promise<Change | undefined> {
  if (dataOf(job, run).isAgain === true) return undefined;
  const newest = await newestBy(key, job.id, forMs);
  if (newest > job.id) return { handling: superseded(run.handling, newest) };
  if (job.data.hasSettled === true || run.handling.next.number > 1) return undefined;
  return { waitMs: waitOf(run, forMs, Date.now()), data: { hasSettled: true } };
}
