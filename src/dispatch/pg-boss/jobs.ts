import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Handling, PlannedHandling } from '../../delivery/handling';
import { storedHandling } from '../../store/postgres/outcomes';
import type { Job, JobData } from './job';

/** What of a job may have changed. */
export interface Change {
  readonly handling?: Handling;
  /** How long to wait for the next turn, in milliseconds, if it has one. */
  readonly waitMs?: number;
  readonly data?: JobData;
}

/** What is done with jobs that were claimed. Each tells whether the job is still that of who claimed it. */
export interface Jobs {
  /** Writes a handling whose job goes on. */
  readonly note: (job: Job, as: PlannedHandling, handling: Handling) => Promise<boolean>;
  /**
   * Writes what came of a handling and ends its turn, in one.
   * @param as the plan for which it had its turn; undefined if there is none any more
   */
  readonly end: (job: Job, as: PlannedHandling | undefined, change?: Change) => Promise<boolean>;
  /** Makes those that are missing, and forgets what has settled long ago. */
  readonly repair: (names: readonly string[]) => Promise<void>;
  /** Makes jobs last for another lease; gives those that are still held. */
  readonly renew: (jobs: readonly Job[]) => Promise<readonly Job[]>;
  /** Notes that a delivery waits by a key, for so many milliseconds; gives the newest that does or did. */
  readonly newestBy: (key: string, id: string, forMs: number) => Promise<string>;
}

/** Makes what is done with jobs in a database. */
export function createJobs(pool: Pick<Pool, 'query'>, leaseSeconds: number): Jobs {
  async function held(statement: string, values: readonly unknown[]): Promise<boolean> {
    const { rows } = await pool.query<{ held: boolean }>(statement, [...values]);
    return rows[0]?.held === true;
  }

  return {
    note: async (job, as, handling) =>
      held('SELECT receiver.note_job($1, $2, $3, $4, $5, $6) AS held', [
        ...valuesOf(job, as, handling),
      ]),
    end: async (job, as, { handling, waitMs = 0, data } = {}) =>
      held('SELECT receiver.end_job($1, $2, $3, $4, $5, $6, $7, $8) AS held', [
        ...valuesOf(job, as, handling),
        Math.max(waitMs, 0),
        data ?? null,
      ]),
    async repair(names) {
      await pool.query('SELECT receiver.put_missing_jobs($1)', [names]);
      await pool.query('DELETE FROM receiver.settling WHERE until < now()');
    },
    async renew(jobs) {
      const { rows } = await pool.query<{ name: string; id: string }>(RENEW, [
        jobs.map(({ name }) => name),
        jobs.map(({ id }) => id),
        jobs.map(({ claimed }) => claimed),
        leaseSeconds,
      ]);
      return jobs.filter((job) => rows.some(({ name, id }) => name === job.name && id === job.id));
    },
    async newestBy(key, id, forMs) {
      const { rows } = await pool.query<{ newest: string }>(SETTLE, [
        hash('sha256', key),
        id,
        forMs,
      ]);
      return rows[0]?.newest ?? id;
    },
  };
}

function valuesOf(job: Job, as: PlannedHandling | undefined, handling: Handling | undefined) {
  const plan = as && `${as.next.number} ${as.next.at}`;
  const written = handling && [handling.state, storedHandling(handling)];
  return [job.name, job.id, job.claimed, plan ?? null, ...(written ?? [null, null])];
}

const RENEW = `
UPDATE receiver.job j SET expire_in = now() - j.started_on + $4 * interval '1s'
FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS held (name, id, claimed)
WHERE j.name = held.name AND j.id = held.id AND j.state = 'active'
  AND date_trunc('milliseconds', j.started_on) = held.claimed
RETURNING j.name, j.id`;

/** An attempt that failed may wait by the key again, for a while. */
const SETTLE = `
INSERT INTO receiver.settling AS s (key, newest, until)
VALUES ($1, $2, now() + $3 * interval '1ms' + interval '1 day')
ON CONFLICT (key) DO UPDATE
  SET newest = greatest(s.newest, excluded.newest), until = greatest(s.until, excluded.until)
RETURNING newest`;
