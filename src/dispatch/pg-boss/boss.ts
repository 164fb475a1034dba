import type { Pool } from 'pg';
import PgBoss from 'pg-boss';
import type { Job, JobData } from './job';

/** What hands out jobs. */
export interface Boss {
  /** Claims the oldest jobs of a queue that are due, so many at most. */
  readonly claim: (name: string, most: number) => Promise<Job[]>;
  /** Gives back what was claimed by those whose lease is over. */
  readonly expire: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The names of queues. */
interface Queues {
  readonly standard: readonly string[];
  /** Of those that hand out their next job once the one before has ended. */
  readonly singleton: readonly string[];
}

/**
 * Starts pg-boss with its queues on a database whose tables are there.
 *
 * @param leaseSeconds for how long a job is that of who claimed it, unless that is renewed
 */
export async function startBoss(
  pool: Pool,
  leaseSeconds: number,
  { standard, singleton }: Queues,
): Promise<Boss> {
  const boss = new PgBoss({
    db: { executeSql: async (text, values) => pool.query(text, values) },
    schema: 'receiver',
    migrate: false,
    supervise: false, // a job that is done is gone at once, so there is nothing to be archived
    schedule: false,
  });
  await boss.start();
  const open = async (name: string, policy: keyof Queues): Promise<unknown> =>
    pool.query('SELECT receiver.open_queue($1, $2, $3)', [name, policy, leaseSeconds]);
  for (const name of standard) await open(name, 'standard');
  for (const name of singleton) await open(name, 'singleton');

  async function isBusy(name: string): Promise<boolean> {
    const { rowCount } = await pool.query(
      `SELECT FROM receiver.job WHERE name = $1 AND state = 'active' AND policy = 'singleton'`,
      [name],
    );
    return rowCount !== 0;
  }

  return {
    async claim(name, most) {
      // To claim a second one fails, which is right, but each time is an error in the log of the database.
      if (singleton.includes(name) && (await isBusy(name))) return [];
      const claimedHere = performance.now();
      const options = { batchSize: most, includeMetadata: true, priority: false } as const;
      const jobs = await boss.fetch<JobData | null>(name, options);
      return jobs.map(({ id, startedOn, retryCount, data }) => ({
        ...{ name, id, claimed: startedOn, claimedHere },
        isTakenOver: retryCount > 0,
        data: data ?? {},
      }));
    },
    expire: async () => boss.expire(),
    stop: async () => boss.stop({ graceful: false }),
  };
}
