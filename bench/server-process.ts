import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { SECRET } from '../test/support/fixtures';

/** The receiver as `npm run build` makes it, from the project's folder. */
export const RECEIVER = 'dist/index.js';

const START_TIMEOUT_MS = 10_000;
const SAMPLE_EVERY_MS = 100;

/** Linux counts a process's time in these, whatever the kernel's own are. */
const TICK_MS = 10;

export interface ServerProcess {
  readonly url: string;
  /** Where the receiver has an inspector. */
  readonly inspectorUrl: string;
  /** The most memory it was seen to have. */
  readonly peakMemory: () => Memory;
  /** What it has now. */
  readonly memory: () => Promise<Memory>;
  /** The time that it has had a core, in milliseconds. Undefined if the system does not tell. */
  readonly cpuTime: () => Promise<number | undefined>;
  readonly stop: () => Promise<void>;
}

/** In bytes. */
export interface Memory {
  /** The resident set. */
  readonly resident: number;
  /**
   * The part of it that is the process's own. The rest are pages of files, as of the store's, which the
   * system takes back when it needs memory. Undefined if the system does not tell.
   */
  readonly own: number | undefined;
}

/**
 * Runs a compiled server in a process of its own, so that it does not share a core with the load more than
 * it must.
 *
 * @param folder for what it prints and keeps
 */
export async function startServer(
  script: string,
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const inspectorPort = await freePort();
  const log = openSync(join(folder, 'log'), 'a');
  const child = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      CIRCLECI_WEBHOOK_SECRET: SECRET,
      HOST: '127.0.0.1',
      PORT: String(port),
      INSPECTOR_PORT: String(inspectorPort),
      DATA_DIR: join(folder, 'data'),
      RETENTION: '',
      ...settings,
    },
    stdio: ['ignore', log, 'inherit'],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(`${url}/healthz`);

  let peak = await readMemory(child.pid);
  const sample = setInterval(() => {
    void readMemory(child.pid).then((memory) => {
      peak = larger(peak, memory);
    });
  }, SAMPLE_EVERY_MS);

  return {
    url,
    inspectorUrl: `http://127.0.0.1:${inspectorPort}`,
    peakMemory: () => peak,
    memory: async () => readMemory(child.pid),
    cpuTime: async () => readCpuTime(child.pid),
    async stop() {
      clearInterval(sample);
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Finds a port that was free a moment ago: the log, where a server tells its own, is a file here. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilAnswering(url: string): Promise<void> {
  const giveUp = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await (await fetch(url)).text();
      return;
    } catch (error) {
      if (performance.now() > giveUp) throw error;
      await wait(20);
    }
  }
}

function larger(a: Memory, b: Memory): Memory {
  return {
    resident: Math.max(a.resident, b.resident),
    own: a.own === undefined || b.own === undefined ? undefined : Math.max(a.own, b.own),
  };
}

/** Reads what Linux tells: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function readMemory(pid: number | undefined): Promise<Memory> {
  const status = await readProc(pid, 'status');
  const [, resident] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
  const [, own] = /^RssAnon:\s*(\d+) kB$/m.exec(status) ?? [];
  return {
    resident: resident === undefined ? await askPs(pid) : Number(resident) * 1024,
    own: own === undefined ? undefined : Number(own) * 1024,
  };
}

async function askPs(pid: number | undefined): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) * 1024;
  } catch {
    return 0; // it has just ended
  }
}

/** Reads utime and stime: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function readCpuTime(pid: number | undefined): Promise<number | undefined> {
  const stat = await readProc(pid, 'stat');
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime] = afterName.slice(11);
  return utime === undefined ? undefined : (Number(utime) + Number(stime)) * TICK_MS;
}

async function readProc(pid: number | undefined, file: 'stat' | 'status'): Promise<string> {
  return readFile(`/proc/${pid ?? ''}/${file}`, 'utf8').catch(() => '');
}
