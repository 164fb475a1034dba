import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** Where Debian and those who follow it have the programs of each version. */
const VERSIONS = '/usr/lib/postgresql';

/** The user `nobody`: Postgres refuses to run as root. */
const NOBODY = 65_534;

/** A Postgres of the tests' own, in a temporary folder. */
export interface Cluster {
  /** Of its superuser. */
  readonly url: (database?: string) => string;
  /** What is kept stays. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Stops it for good. */
  readonly remove: () => Promise<void>;
}

/** Finds the programs of Postgres; undefined if they are not installed. */
export function findPrograms(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  return readdirSync(VERSIONS)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(VERSIONS, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** Stops Postgres once it is told to, or whoever started it has ended, however that came. */
const KEEPER = `
"$0" "$@" &
read how
kill -INT $!
wait
[ "$how" = keep ] || rm -rf "$FOLDER"`;

/**
 * Makes and starts a Postgres. What it keeps need not survive the machine: it does not wait for the disk.
 *
 * @param hba who may connect, as pg_hba.conf has it; all from this machine unless given
 */
export async function startCluster(programs: string, hba?: string): Promise<Cluster> {
  const { PATH } = process.env;
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = mkdtempSync(join(tmpdir(), 'receiver-postgres-'));
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '-N'];
  execFileSync(join(programs, 'initdb'), ['-D', data, ...options], { cwd: folder, ...as });
  const port = await freePort();
  const all = {
    port: String(port),
    listen_addresses: "'127.0.0.1'",
    unix_socket_directories: `'${folder}'`,
    max_connections: '200',
    fsync: 'off',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}\n`);
  appendFileSync(join(data, 'postgresql.conf'), lines.join(''));

  if (hba !== undefined) writeFileSync(join(data, 'pg_hba.conf'), hba);

  const url = (database = 'postgres'): string =>
    `postgres://postgres@127.0.0.1:${port}/${database}`;
  let keeper: ChildProcess | undefined;

  async function start(): Promise<void> {
    keeper = spawn('sh', ['-c', KEEPER, join(programs, 'postgres'), '-D', data], {
      ...as,
      cwd: folder,
      env: { FOLDER: folder, PATH },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // Ctrl-C is for the tests
    });
    keeper.unref();
    await untilItAnswers(url());
  }

  async function end(how: string): Promise<void> {
    if (keeper === undefined) return;
    keeper.ref(); // nothing else may be left to wait for, and this process would end
    const ended = once(keeper, 'exit');
    keeper.stdin?.end(how);
    keeper = undefined;
    await ended;
  }

  await start();
  return {
    url,
    start,
    stop: async () => end('keep\n'),
    async remove() {
      await end('remove\n');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(url: string): Promise<void> {
  for (let left = 400; ; left -= 1) {
    const client = new Client(url);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
