/**
 * Measures the receiver beside two baselines, in rounds, so that what else the machine does meets all alike:
 * compare ratios within one run, not figures between runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRET } from '../test/support/fixtures';
import { measure, type Load } from './load';
import { startServer, type ServerProcess } from './server-process';
import { startUpTime } from './start-up';

const ROUNDS = 7;

const SERVERS = [
  { name: 'receiver: checked, fully logged', script: '../src/index.js' },
  { name: '(a) bare node:http: checked, no log', script: 'servers/bare-http.js' },
  { name: '(b) plain Express: unchecked, logged', script: 'servers/plain-express.js' },
] as const;

interface Subject {
  readonly name: string;
  readonly server: ServerProcess;
  readonly loads: Load[];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const subjects: Subject[] = [];
  try {
    for (const [index, { name, script }] of SERVERS.entries()) {
      const server = await startServer(join(__dirname, script), join(folder, `${index}.log`), {
        CIRCLECI_WEBHOOK_SECRET: SECRET,
      });
      subjects.push({ name, server, loads: [] });
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { server, loads } of subjects) loads.push(await measure(server.url));
    }
    printLoads(subjects);
  } finally {
    await Promise.all(subjects.map(async ({ server }) => server.stop()));
    rmSync(folder, { recursive: true });
  }
  await printStartUp();
}

function printLoads(subjects: readonly Subject[]): void {
  const rows = subjects.map(({ name, server, loads }) => ({
    name,
    requestsPerSecond: median(loads.map((load) => load.requestsPerSecond)),
    p50: median(loads.map((load) => load.p50)),
    p99: median(loads.map((load) => load.p99)),
    memory: server.peakMemory(),
  }));
  const [receiver] = rows;
  print('| server | requests/s | p50 | p99 | peak memory | receiver ÷ this: requests/s | p99 |');
  print('| --- | --: | --: | --: | --: | --: | --: |');
  for (const row of rows) {
    const cells = [
      row.name,
      row.requestsPerSecond.toFixed(0),
      `${row.p50.toFixed(0)} ms`,
      `${row.p99.toFixed(0)} ms`,
      `${(row.memory / 1024 ** 2).toFixed(0)} MB`,
      receiver === undefined ? '' : (receiver.requestsPerSecond / row.requestsPerSecond).toFixed(2),
      receiver === undefined ? '' : (receiver.p99 / row.p99).toFixed(2),
    ];
    print(`| ${cells.join(' | ')} |`);
  }
}

async function printStartUp(): Promise<void> {
  const ways = [
    ['npm start', 'npm', ['start']],
    ['ts-node src/index.ts', process.execPath, ['node_modules/.bin/ts-node', 'src/index.ts']],
    ['node, compiled', process.execPath, [join(__dirname, '../src/index.js')]],
  ] as const;
  print('\n| start | until it listens |\n| --- | --: |');
  for (const [name, command, args] of ways) {
    print(`| ${name} | ${((await startUpTime(command, args)) / 1000).toFixed(2)} s |`);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
