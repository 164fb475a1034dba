import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';

const START_TIMEOUT_MS = 10_000;
const SAMPLE_EVERY_MS = 200;

export interface ServerProcess {
  readonly url: string;
  /** The most memory it was seen to have, in bytes of resident set. */
  readonly peakMemory: () => number;
  readonly stop: () => Promise<void>;
}

/**
 * Runs a compiled server in a process of its own, so that it does not share a core with the load more than
 * it must. What it prints goes to a file.
 */
export async function startServer(
  script: string,
  logFile: string,
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const port = await freePort();
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...environment, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', log, 'inherit'],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(url);

  let peak = 0;
  const sample = setInterval(() => {
    void residentSet(child.pid).then((size) => {
      peak = Math.max(peak, size);
    });
  }, SAMPLE_EVERY_MS);

  return {
    url,
    peakMemory: () => peak,
    async stop() {
      clearInterval(sample);
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A port that was free a moment ago: the log, where a server tells its own, is a file here. */
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

async function residentSet(pid: number | undefined): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) * 1024;
  } catch {
    return 0; // it has just ended
  }
}
