import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { StoreError } from '../delivery-store';
import { connectionConfig } from './connection';
import { explained } from './explain-error';

const FOLDER = join(__dirname, 'migrations');

/** What pg_trgm, gen_random_uuid() and the rights to extensions ask for. */
const LEAST_SERVER_VERSION = 13;

/** What a migration is waited for that another receiver is at. */
const LOCK_TIMEOUT = '60s';

/** What was done, or was not necessary. */
export interface Migrated {
  /** The version before; 0 for a new database. */
  readonly from: number;
  readonly to: number;
}

/**
 * Brings a database up to date with this program. Several may do so at once: one does it, the others wait.
 *
 * @throws {StoreError} if the database cannot be used, or is of a newer version
 */
export async function migrate(url: string): Promise<Migrated> {
  const client = new Client(connectionConfig(url));
  client.on('error', () => undefined); // the query that is under way has it, too
  try {
    await client.connect();
    await requireServer(client);
    const from = await versionOf(client);
    return { from, to: from < newest() ? await migrateAlone(client) : from };
  } catch (error) {
    throw explained(error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function requireServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::integer / 10000 AS version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version >= LEAST_SERVER_VERSION) return;
  throw new StoreError(
    `DATABASE_URL: the server is Postgres ${version}; use ${LEAST_SERVER_VERSION} or later`,
  );
}

/** Reads the version of a database. */
async function versionOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ is_there: boolean }>(
    `SELECT EXISTS (
       SELECT FROM pg_tables WHERE schemaname = 'receiver' AND tablename = 'migrations'
     ) AS is_there`,
  );
  if (rows[0]?.is_there !== true) return 0;
  const found = await client.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM receiver.migrations',
  );
  const version = found.rows[0]?.version ?? 0;
  if (version <= newest()) return version;
  throw new StoreError(
    `DATABASE_URL: the database is of a newer version of this program (${version}, this one knows ${newest()}); start that one, or name another database`,
  );
}

/** Migrates while it is alone: the lock goes with the connection. */
async function migrateAlone(client: Client): Promise<number> {
  await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
  await client.query(`SELECT pg_advisory_lock(hashtext('receiver.migrate'))`);
  const from = await versionOf(client);
  for (const { version, sql } of migrations().filter((migration) => migration.version > from)) {
    await client.query('BEGIN');
    if (version === 1) await client.query(FIRST);
    await client.query(sql);
    await client.query('INSERT INTO receiver.migrations (version) VALUES ($1)', [version]);
    await client.query('COMMIT');
  }
  return newest();
}

/** The schema may have been made by one who has the right to, for one who has not. */
const FIRST = `
DO $$ BEGIN
  IF to_regnamespace('receiver') IS NULL THEN CREATE SCHEMA receiver; END IF;
END $$;
CREATE TABLE receiver.migrations (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** Reads the migrations, the oldest first: their files begin with the version that they lead to. */
function migrations(): Migration[] {
  return fileNames().map((name) => ({
    version: Number.parseInt(name, 10),
    sql: readFileSync(join(FOLDER, name), 'utf8'),
  }));
}

function newest(): number {
  return Number.parseInt(fileNames().at(-1) ?? '0', 10);
}

function fileNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort();
}
