import { join } from 'node:path';
import { post, type Load } from './load';
import { RECEIVER, startServer, type ServerProcess } from './server-process';
import { median, megabytes, milliseconds, printTable } from './table';

const ROUNDS = 7;
const CONNECTIONS = 32;
const WARM_UP_S = 1;
const MEASURED_S = 3;

const SERVERS = [
  { name: 'receiver: checked, kept, fully logged', script: RECEIVER },
  { name: 'the same, keeping nothing', script: RECEIVER, settings: { RETENTION: '0' } },
  { name: '(a) bare node:http: checked, no log', script: join(__dirname, 'servers/bare-http.js') },
  {
    name: '(b) plain Express: unchecked, logged',
    script: join(__dirname, 'servers/plain-express.js'),
  },
] as const;

interface Subject {
  readonly name: string;
  readonly server: ServerProcess;
  readonly loads: Load[];
}

/**
 * Measures how much the receiver takes, beside the same without a store and two baselines. It goes in rounds,
 * so that what else the machine does meets all alike.
 */
export async function measureThroughput(folder: string): Promise<void> {
  const subjects: Subject[] = [];
  try {
    for (const [index, { name, script, ...others }] of SERVERS.entries()) {
      const settings = 'settings' in others ? others.settings : {};
      const server = await startServer(script, join(folder, String(index)), settings);
      subjects.push({ name, server, loads: [] });
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { server, loads } of subjects) {
        await post(server.url, { connections: CONNECTIONS, duration: WARM_UP_S });
        loads.push(await post(server.url, { connections: CONNECTIONS, duration: MEASURED_S }));
      }
    }
    print(subjects);
  } finally {
    await Promise.all(subjects.map(async ({ server }) => server.stop()));
  }
}

function print(subjects: readonly Subject[]): void {
  const results = subjects.map(({ name, server, loads }) => ({
    name,
    requestsPerSecond: median(loads.map((load) => load.requestsPerSecond)),
    p50: median(loads.map((load) => load.p50)),
    p99: median(loads.map((load) => load.p99)),
    memory: server.peakMemory(),
  }));
  const [receiver] = results;
  printTable(
    ['server', 'requests/s', 'p50', 'p99', 'peak memory', 'receiver ÷ this: requests/s', 'p99'],
    results.map((result) => [
      result.name,
      result.requestsPerSecond.toFixed(0),
      milliseconds(result.p50),
      milliseconds(result.p99),
      megabytes(result.memory),
      ((receiver?.requestsPerSecond ?? NaN) / result.requestsPerSecond).toFixed(2),
      ((receiver?.p99 ?? NaN) / result.p99).toFixed(2),
    ]),
    `As much as it takes, from ${CONNECTIONS} connections: the median of ${ROUNDS} rounds`,
  );
}
