import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { DeliveryStore, DeliverySummary, Retention } from '../delivery-store';
import { isId } from '../stored';
import { listenToChanges } from './changes';
import { createPool } from './connection';
import { explained } from './explain-error';
import { readFailure, recordFailure } from './failures';
import { readDelivery } from './get';
import { listNewest } from './list';
import { migrate } from './migrate';
import { createRecord, readHandlings } from './outcomes';
import { createReadiness } from './readiness';
import { readReruns, recordRerun } from './reruns';
import { createRetention } from './retention';
import { createSave } from './save';
import { createTextIndex } from './text-index';
import { createWaitingLimit } from './waiting-limit';
import { within } from './within';

/** If handlers are this far behind, senders had better come again later. */
const DEFAULT_MAX_WAITING = 100_000;

/** What connections may take to be closed, in milliseconds: over a network that is gone, they never are. */
const CLOSE_TIMEOUT_MS = 2_000;

export interface PostgresStoreOptions {
  /** As in `postgres://user:password@host:5432/name`. */
  readonly url: string;
  readonly retention: Retention;
  /** How many may wait to be handled. */
  readonly maxWaiting?: number;
  /** Milliseconds since 1970; unless given, the clock of the database counts. */
  readonly clock?: () => number;
  /** Told, in a sentence, of what is wrong with the database, and of its end. */
  readonly tell?: (text: string) => void;
}

/**
 * Opens a store in a Postgres, which several receivers may use at once. It is brought up to date first.
 *
 * @throws {StoreError} if the database cannot be used
 */
export async function openPostgresStore({
  url,
  retention,
  maxWaiting = DEFAULT_MAX_WAITING,
  clock,
  tell = () => undefined,
}: PostgresStoreOptions): Promise<DeliveryStore> {
  await migrate(url);
  const sender = randomUUID();
  const pool = createPool(url);
  await requireRights(pool, url);
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const listening = listenToChanges(url, sender, {
    onChange: changed,
    onConnection(isThere) {
      tell(isThere ? BACK : LOST);
    },
  });
  const save = createSave(pool, sender, clock);
  const record = createRecord(pool, sender);
  const oldest = createRetention(pool, { retention, sender, clock }, changed);
  const texts = createTextIndex(pool);
  const refuseIfTooMany = createWaitingLimit(pool, maxWaiting);
  await listening.begun;
  oldest.run(); // the retention may have been greater before
  texts.run(); // the one before may have ended too soon

  return {
    isReady: createReadiness(pool),
    async save(delivery, options) {
      if (options.handlings?.length) await refuseIfTooMany();
      const saved = await save(delivery, options);
      changed();
      texts.run();
      oldest.afterSave();
      return saved;
    },
    async recordAnswer(id, answer) {
      await record({ id, answer });
      changed();
    },
    async recordHandling(id, handling) {
      await record({ id, handling });
      changed();
    },
    async recordFailure(id, failure) {
      await recordFailure(pool, { id, failure, sender });
      changed();
    },
    failure: async (id) => readFailure(pool, id),
    recordRerun: async (workflowId, as, depth) => recordRerun(pool, workflowId, { as, depth }),
    reruns: async (workflowId) => readReruns(pool, workflowId),
    waiting: async () => readWaiting(pool),
    get: async (id) => readDelivery(pool, id),
    list: async (options) => listNewest(pool, options),
    async count() {
      const { rows } = await pool.query<{ kind: string; count: number }>(
        'SELECT kind, count::double precision FROM receiver.counts',
      );
      const of = (wanted: string): number => rows.find(({ kind }) => kind === wanted)?.count ?? 0;
      return { accepted: of('accepted') + of('duplicates'), others: of('others') };
    },
    async delete(id) {
      if (!isId(id)) return false;
      const { rowCount } = await pool.query(DELETE, [id, sender]);
      if (rowCount !== 1) return false;
      changed();
      return true;
    },
    async clear() {
      await pool.query(clearStatement(sender));
      changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await Promise.all([oldest.close(), texts.close()]);
      await within(CLOSE_TIMEOUT_MS, Promise.allSettled([listening.close(), pool.end()]));
    },
  };
}

const LOST =
  'DATABASE_URL: the database cannot be reached. Nothing can be kept until it is back, and senders are told to come again.';
const BACK = 'DATABASE_URL: the database is back: deliveries are kept there again.';

/** Finds out at the start what a user may not do, rather than at the first delivery. */
async function requireRights(pool: Pool, url: string): Promise<void> {
  try {
    await pool.query(
      `SELECT 1/(CASE WHEN bool_and(has_table_privilege(c.oid, 'SELECT')
         AND has_table_privilege(c.oid, 'INSERT')) THEN 1 ELSE 0 END)
       FROM pg_class c WHERE c.relnamespace = 'receiver'::regnamespace AND c.relkind = 'r'`,
    );
  } catch (error) {
    await pool.end();
    throw explained(error, url);
  }
}

async function readWaiting(
  pool: Pool,
): Promise<readonly Pick<DeliverySummary, 'id' | 'handlings'>[]> {
  const { rows } = await pool.query<{ id: string; handlings: string }>(
    `SELECT h.id, '[' || string_agg(h.handling, ',' ORDER BY h.changed) || ']' AS handlings
     FROM receiver.handlings h
     WHERE h.id IN (SELECT w.id FROM receiver.handlings w WHERE w.state = 'waiting')
     GROUP BY h.id ORDER BY h.id`,
  );
  return rows.map(({ id, handlings }) => ({ id, handlings: readHandlings(handlings) }));
}

const DELETE = `
WITH gone AS (
  DELETE FROM receiver.deliveries WHERE id = $1 RETURNING id, kind, event_key
), forgotten AS (
  DELETE FROM receiver.events e USING gone WHERE e.key = gone.event_key AND e.first = gone.id
), counted AS (
  UPDATE receiver.counts c SET count = c.count - 1 FROM gone WHERE c.kind = gone.kind
)
SELECT pg_notify('receiver', $2) FROM gone`;

/**
 * Empties all in one transaction, as Postgres takes what is sent at once. Nothing is saved meanwhile. Whoever uses
 * several tables names the deliveries first, so that no two wait for each other.
 */
function clearStatement(sender: string): string {
  return `
SELECT pg_advisory_xact_lock(hashtext('receiver.save'));
TRUNCATE receiver.deliveries, receiver.bodies, receiver.texts, receiver.unsearched,
  receiver.answers, receiver.failures, receiver.handlings, receiver.events, receiver.reruns;
UPDATE receiver.counts SET count = 0;
SELECT pg_notify('receiver', '${sender}')`;
}
