import { spawn } from 'node:child_process';
import { once } from 'node:events';

const RUNS = 5;

/** Milliseconds from starting a command to its saying that it listens: the median of five runs. */
export async function startUpTime(command: string, args: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await startOnce(command, args));
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN;
}

async function startOnce(command: string, args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_FORMAT: 'pretty' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // npm does not pass every signal on: its group is ended as a whole
  });
  const ended = once(child, 'exit');
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('Running on')) break;
  }
  const time = performance.now() - begin;
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  await ended;
  return time;
}
