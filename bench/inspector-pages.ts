import { join } from 'node:path';
import { z } from 'zod';
import { REQUESTS_PATH } from '../src/inspector/captured-request';
import { fill } from './load';
import { RECEIVER, startServer, type Memory, type ServerProcess } from './server-process';
import { median, megabytes, milliseconds, orEmpty, printTable, quantile } from './table';

/** How many deliveries are kept. */
const AMOUNTS = [100, 10_000, 100_000];

const CALLS = 200;

/** A page that has taken as long is not called again, however often it was. */
const ENOUGH_MS = 10_000;

/** What a reader looks at. Of a hundred deliveries one is of the branch, and none has the text. */
const PAGES = [
  ['first page', '/'],
  ['filtered by type and branch', '/?type=workflow-completed&branch=topic-42'],
  ['filtered by a text that nothing has', '/?text=not+to+be+found'],
  ['the first 50 from the API', `${REQUESTS_PATH}?limit=50`],
] as const;

interface Subject {
  readonly server: ServerProcess;
  /** In milliseconds, of each page. */
  readonly times: readonly number[][];
}

interface Result {
  readonly subject: Subject;
  readonly memory: Memory;
  readonly kept: number;
}

/**
 * Measures the inspector's pages, and the memory they take, with few deliveries kept and with many, in turns.
 */
export async function measurePages(folder: string, quick: boolean): Promise<void> {
  const subjects: Subject[] = [];
  try {
    for (const amount of quick ? AMOUNTS.slice(0, 2) : AMOUNTS) {
      const retention = { RETENTION: String(amount) };
      const server = await startServer(RECEIVER, join(folder, String(amount)), retention);
      subjects.push({ server, times: PAGES.map(() => []) });
      await fill(server.url, amount);
    }
    for (let call = 0; call < CALLS; call += 1) {
      for (const subject of subjects) await look(subject);
    }
    const results: Result[] = [];
    for (const subject of subjects) {
      const memory = await subject.server.memory(); // before the counting, which takes some too
      results.push({ subject, memory, kept: await countKept(subject.server.inspectorUrl) });
    }
    printPages(results);
    printMemory(results);
  } finally {
    await Promise.all(subjects.map(async ({ server }) => server.stop()));
  }
}

async function look({ server, times }: Subject): Promise<void> {
  for (const [index, [, path]] of PAGES.entries()) {
    const earlier = times[index] ?? [];
    if (earlier.reduce((sum, time) => sum + time, 0) > ENOUGH_MS) continue;
    const startedAt = performance.now();
    const response = await fetch(server.inspectorUrl + path);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    earlier.push(performance.now() - startedAt);
  }
}

const listSchema = z.object({
  requests: z.array(z.object({ duplicate_of: z.null() })), // else it was not measured what should be
  next: z.string().optional(),
});

async function countKept(inspectorUrl: string): Promise<number> {
  let count = 0;
  let next: string | undefined = `${REQUESTS_PATH}?limit=1000`;
  while (next !== undefined) {
    const list = listSchema.parse(await (await fetch(inspectorUrl + next)).json());
    count += list.requests.length;
    next = list.next;
  }
  return count;
}

function printPages(results: readonly Result[]): void {
  printTable(
    ['page', ...results.flatMap(({ kept }) => [`${kept} kept: median`, 'p99'])],
    PAGES.map(([name], index) => [
      name,
      ...results.flatMap(({ subject }) => {
        const times = subject.times[index] ?? [];
        return [milliseconds(median(times)), milliseconds(quantile(times, 0.99))];
      }),
    ]),
    `The inspector: ${CALLS} calls of each, or as many as ${ENOUGH_MS / 1000} s are enough for, one after the other`,
  );
}

function printMemory(results: readonly Result[]): void {
  printTable(
    ['kept', 'memory', 'its own'],
    results.map(({ kept, memory }) => [
      String(kept),
      megabytes(memory.resident),
      orEmpty(memory.own, megabytes),
    ]),
    'Memory after these calls',
  );
}
