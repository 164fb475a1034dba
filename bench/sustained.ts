import { post, type Load } from './load';
import { RECEIVER, startServer, type Memory } from './server-process';
import { megabytes, milliseconds, orEmpty, printTable } from './table';

const RATE = 200;
const CONNECTIONS = 20;
const STEP_S = 10;

/** Measures the receiver at 200 deliveries a second for a minute, or for less if it is to be quick. */
export async function measureSustained(folder: string, quick: boolean): Promise<void> {
  const stepCount = quick ? 1 : 6;
  const server = await startServer(RECEIVER, folder);
  const steps: { load: Load; memory: Memory }[] = [];
  try {
    for (let step = 0; step < stepCount; step += 1) {
      const load = await post(server.url, {
        connections: CONNECTIONS,
        amount: RATE * STEP_S,
        rate: RATE,
      });
      steps.push({ load, memory: await server.memory() });
    }
  } finally {
    await server.stop();
  }
  printTable(
    ['after', 'deliveries', 'p50', 'p99', 'slowest', 'memory', 'its own'],
    steps.map(({ load, memory }, index) => [
      `${(index + 1) * STEP_S} s`,
      String(steps.slice(0, index + 1).reduce((sum, { load }) => sum + load.requests, 0)),
      milliseconds(load.p50),
      milliseconds(load.p99),
      milliseconds(load.max),
      megabytes(memory.resident),
      orEmpty(memory.own, megabytes),
    ]),
    `${RATE} deliveries a second: each line is of the ${STEP_S} s before`,
  );
}
