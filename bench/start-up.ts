import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SECRET } from '../test/support/fixtures';
import { freePort } from '../test/support/free-port';
import { fill } from './load';
import { RECEIVER, startServer } from './server-process';
import { median, milliseconds, printTable } from './table';

const ASK_EVERY_MS = 5;

const BARE_EXPRESS =
  "require('express')().use((req, res) => res.send()).listen(process.env.PORT, '127.0.0.1')";

/** The first is what the others are compared with. */
const STARTS = [
  ['bare Express, by node -e', 'node', ['-e', BARE_EXPRESS]],
  ['npm start', 'npm', ['start']],
  ['the same without npm', 'node', ['--require', 'ts-node/register', 'src/index.ts']],
  ['compiled', 'node', [RECEIVER]],
] as const;

const PING = 'npm run ping, to its end';

const KEPT = 100_000;
const COMPILED_WITH_KEPT = `compiled, with ${KEPT} kept`;

/**
 * Measures how long each way to start takes until the first call is answered, in rounds, so that what else the
 * machine does meets all alike; and how long a ping takes that is sent to a receiver that runs.
 */
export async function measureStartUp(folder: string, quick = false): Promise<void> {
  const full = join(folder, 'full');
  await keepMany(full);
  const running = await startServer(RECEIVER, join(folder, 'running'));
  try {
    const measures = new Map<string, () => Promise<number>>([
      ...STARTS.map(
        ([name, command, args]) =>
          [name, async () => startOnce(command, args, join(folder, name))] as const,
      ),
      [COMPILED_WITH_KEPT, async () => startOnce('node', [RECEIVER], join(full, 'data'), RETAIN)],
      [PING, async () => pingOnce(running.url)],
    ]);
    const rounds = quick ? 3 : 11;
    const times = new Map([...measures.keys()].map((name) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, measure] of measures) times.get(name)?.push(await measure());
    }
    print(times, rounds);
  } finally {
    await running.stop();
  }
}

const RETAIN = { RETENTION: String(KEPT) };

async function keepMany(folder: string): Promise<void> {
  const server = await startServer(RECEIVER, folder, RETAIN);
  await fill(server.url, KEPT);
  await server.stop();
}

function print(times: ReadonlyMap<string, readonly number[]>, rounds: number): void {
  const medians = [...times].map(([name, values]) => [name, median(values)] as const);
  const [[, least] = ['', NaN]] = medians;
  printTable(
    ['start', 'until the first call is answered', 'this ÷ first'],
    medians.map(([name, time]) => [name, milliseconds(time), (time / least).toFixed(1)]),
    `Starting: the median of ${rounds} times`,
  );
}

async function startOnce(
  command: string,
  args: readonly string[],
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = run(command, args, { PORT: String(port), DATA_DIR: dataDir, ...settings });
  const ended = once(child, 'exit');
  while (!(await isAnswered(port))) {
    if (child.exitCode !== null) throw new Error(`${command} ${args.join(' ')} did not start.`);
    await wait(ASK_EVERY_MS);
  }
  const time = performance.now() - startedAt;
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  await ended;
  return time;
}

async function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (answer) => {
      answer.resume().on('end', () => {
        resolve(true);
      });
    }).on('error', () => {
      resolve(false);
    });
  });
}

async function pingOnce(url: string): Promise<number> {
  const startedAt = performance.now();
  const child = run('npm', ['run', 'ping', '--', '--url', url], {});
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error('The ping was not accepted.');
  return performance.now() - startedAt;
}

/** Runs a command as if nothing but this was set. npm does not pass every signal on: it gets a group of its own. */
function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(command, args, {
    env: {
      ...process.env,
      CIRCLECI_WEBHOOK_SECRET: SECRET,
      HOST: '127.0.0.1',
      RETENTION: '',
      INSPECTOR_PORT: '',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
}
