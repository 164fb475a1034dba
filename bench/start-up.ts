import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RECEIVER } from './server-process';
import { median, printTable } from './table';

const RUNS = 5;

const WAYS = [
  ['npm start', 'npm', ['start']],
  ['ts-node src/index.ts', process.execPath, ['node_modules/.bin/ts-node', 'src/index.ts']],
  ['node, compiled', process.execPath, [RECEIVER]],
] as const;

/** Measures how long each way to start takes until the receiver says that it listens. */
export async function measureStartUp(folder: string): Promise<void> {
  const rows: string[][] = [];
  for (const [name, command, args] of WAYS) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) times.push(await startOnce(command, args, folder));
    rows.push([name, `${(median(times) / 1000).toFixed(2)} s`]);
  }
  printTable(['start', 'until it listens'], rows, `Starting: the median of ${RUNS} times`);
}

async function startOnce(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<number> {
  const begin = performance.now();
  const child = spawn(command, args, {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_FORMAT: 'pretty',
      DATA_DIR: folder,
      RETENTION: '',
      INSPECTOR_PORT: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // npm does not pass every signal on: its group is ended as a whole
  });
  const ended = once(child, 'exit');
  await new Promise<void>((resolve) => {
    let printed = '';
    child.stdout.on('end', resolve).on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('Running on')) resolve();
    });
  });
  const time = performance.now() - begin;
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  await ended;
  return time;
}
