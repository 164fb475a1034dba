import { join } from 'node:path';
import { fill, post, type Load } from './load';
import { RECEIVER, startServer, type ServerProcess } from './server-process';
import { median, megabytes, microseconds, milliseconds, orEmpty, printTable } from './table';

const CONNECTIONS = 32;
const WARM_UP = 3000;
const KEPT = 10_000;

const RECEIVER_NAME = 'receiver: checked, kept, handled, logged';
const KEEPING_NOTHING_NAME = 'the same, keeping nothing';

const SERVERS = [
  { name: RECEIVER_NAME, script: RECEIVER },
  { name: KEEPING_NOTHING_NAME, script: RECEIVER, settings: { RETENTION: '0' } },
  { name: '(a) bare node:http: checked, no log', script: join(__dirname, 'servers/bare-http.js') },
  {
    name: '(b) plain Express: unchecked, logged',
    script: join(__dirname, 'servers/plain-express.js'),
  },
  {
    name: '(c) the same packages, nothing of ours: checked, logged',
    script: join(__dirname, 'servers/express-stack.js'),
  },
] as const;

interface Round extends Load {
  /** The server's, for a request, in milliseconds. */
  readonly cpuTime: number | undefined;
}

interface Subject {
  readonly name: string;
  readonly server: ServerProcess;
  readonly rounds: Round[];
}

/**
 * Measures how much the receiver takes, beside the same without a store and three baselines. It goes in rounds,
 * so that what else the machine does meets all alike.
 */
export async function measureThroughput(folder: string, quick: boolean): Promise<void> {
  const rounds = quick ? 3 : 7;
  const seconds = quick ? 1 : 3;
  const subjects: Subject[] = [];
  try {
    for (const [index, { name, script, ...others }] of SERVERS.entries()) {
      const settings = 'settings' in others ? others.settings : {};
      const server = await startServer(script, join(folder, String(index)), settings);
      subjects.push({ name, server, rounds: [] });
      await fill(server.url, KEPT); // those that keep nothing get as warm by it
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { server, rounds } of subjects) rounds.push(await measureRound(server, seconds));
    }
    print(subjects);
  } finally {
    await Promise.all(subjects.map(async ({ server }) => server.stop()));
  }
}

async function measureRound(server: ServerProcess, seconds: number): Promise<Round> {
  const { requestsPerSecond } = await post(server.url, {
    connections: CONNECTIONS,
    amount: WARM_UP,
  });
  const before = await server.cpuTime();
  const load = await post(server.url, {
    connections: CONNECTIONS,
    amount: Math.ceil(requestsPerSecond * seconds),
  });
  const after = await server.cpuTime();
  const known = before !== undefined && after !== undefined;
  return { ...load, cpuTime: known ? (after - before) / load.requests : undefined };
}

function print(subjects: readonly Subject[]): void {
  const receiver = subjects.find(({ name }) => name === RECEIVER_NAME);
  const keepingNothing = subjects.find(({ name }) => name === KEEPING_NOTHING_NAME);
  printTable(
    [
      'server',
      'requests/s',
      'p50',
      'p99',
      'CPU a request',
      'peak memory',
      'its own',
      'receiver ÷ this',
      'keeping nothing ÷ this',
    ],
    subjects.map((subject) => {
      const { name, server, rounds } = subject;
      const peak = server.peakMemory();
      return [
        name,
        median(rounds.map((round) => round.requestsPerSecond)).toFixed(0),
        milliseconds(median(rounds.map((round) => round.p50))),
        milliseconds(median(rounds.map((round) => round.p99))),
        orEmpty(medianCpuTime(subject), microseconds),
        megabytes(peak.resident),
        orEmpty(peak.own, megabytes),
        ratio(receiver, subject),
        ratio(keepingNothing, subject),
      ];
    }),
    `As much as it takes, from ${CONNECTIONS} connections, with ${KEPT} kept: the median of all rounds`,
  );
}

function medianCpuTime({ rounds }: Subject): number | undefined {
  const times = rounds.flatMap(({ cpuTime }) => cpuTime ?? []);
  return times.length === 0 ? undefined : median(times);
}

/** Divides what one took by what the other took in the same round. */
function ratio(one: Subject | undefined, other: Subject): string {
  const ratios = other.rounds.map(
    ({ requestsPerSecond }, index) =>
      (one?.rounds[index]?.requestsPerSecond ?? NaN) / requestsPerSecond,
  );
  return median(ratios).toFixed(2);
}
