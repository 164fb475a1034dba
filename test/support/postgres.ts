import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { openPostgresStore, type PostgresStoreOptions } from '../../src/store/postgres/store';
import type { DeliveryStore } from '../../src/store/delivery-store';
import { afterFile, afterTest } from './clean-up';
import { POSTGRES_SOCKET } from './offer-postgres';
import { PROJECT } from './paths';
import { findPrograms, startCluster, type Cluster } from './postgres-cluster';

const { DATABASE_URL_TEST: given } = process.env;

const programs = findPrograms();

const isThere = given !== undefined || programs !== undefined;

if (!isThere) {
  process.stderr.write(
    'SKIPPED: all tests with Postgres, for want of one: install it (apt-get install postgresql), or set DATABASE_URL_TEST to the URL of one that may make databases\n',
  );
}

/** `describe`, for what needs a Postgres of its own, to be stopped and started. */
export const describeWithOwnPostgres = programs === undefined ? describe.skip : describe;

/** `describe`, for what needs a Postgres. */
export const describeWithPostgres = isThere ? describe : describe.skip;

/** The version of a database that is up to date. */
export const NEWEST_VERSION = readdirSync(join(PROJECT, 'src/store/postgres/migrations')).length;

let asked: Promise<string> | undefined;

/** Gives the URL of the Postgres that all tests share, for one who may make databases. */
async function serverUrl(): Promise<string> {
  asked ??= given === undefined ? ask(process.env[POSTGRES_SOCKET] ?? '') : Promise.resolve(given);
  return asked;
}

async function ask(path: string): Promise<string> {
  const url = await text(connect(path));
  if (url.startsWith('failed')) throw new Error(`Postgres: ${url}`);
  return url;
}

/** Starts a Postgres for a test file alone, which is removed after it. */
export async function startOwnPostgres(hba?: string): Promise<Cluster> {
  const cluster = await startCluster(programs ?? '', hba);
  afterFile(cluster.remove);
  return cluster;
}

/** Has a Postgres do something, by a connection for that alone. */
export async function inPostgres(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes an empty database, and gives its URL. It is dropped after the test. */
export async function createDatabase(server?: string): Promise<string> {
  const url = new URL(server ?? (await serverUrl()));
  const name = `receiver_test_${randomBytes(6).toString('hex')}`;
  const from = url.href;
  await inPostgres(from, `CREATE DATABASE ${name}`);
  afterTest(async () => inPostgres(from, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  url.pathname = `/${name}`;
  return url.href;
}

/** Opens a store in a database of its own, unless it is told one. It is closed after the test, unless that closes it. */
export async function openInPostgres(
  options: Partial<PostgresStoreOptions> = {},
): Promise<DeliveryStore> {
  const store = await openPostgresStore({
    url: options.url ?? (await createDatabase()),
    retention: { accepted: 10_000, duplicates: 1_000, others: 1_000 },
    ...options,
  });
  return { ...store, close: afterTest(async () => store.close()) };
}
