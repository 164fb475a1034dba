import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrograms, startCluster, type Cluster } from './postgres-cluster';

/** By which test files, which run in other processes, learn where to ask for a Postgres. */
export const POSTGRES_SOCKET = 'TEST_POSTGRES_SOCKET';

let server: Server | undefined;
let folder: string | undefined;
let started: Promise<Cluster> | undefined;

/** Offers one Postgres to all test files. It is started for the first that asks: most runs are without. */
export async function offerPostgres(): Promise<void> {
  const programs = findPrograms();
  if (programs === undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'receiver-test-'));
  const path = join(folder, 'postgres');
  server = createServer((connection) => {
    connection.on('error', () => undefined);
    started ??= startCluster(programs);
    started.then(
      ({ url }) => connection.end(url()),
      (error: unknown) => connection.end(`failed: ${String(error)}`),
    );
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(path, resolve));
  listening.unref();
  process.env[POSTGRES_SOCKET] = path;
}

/** Stops it, if it was started. */
export async function stopPostgres(): Promise<void> {
  server?.close();
  const cluster = await started?.catch(() => undefined);
  await cluster?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
