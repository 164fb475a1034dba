/** Posts what it is told to, in a thread of its own: what the others do does not delay it. */
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { connect, type Connection } from './connection';
import { makeDeliveries } from './deliveries';
import type { Load, LoadOptions } from './load';
import { median, quantile } from './table';

/** What the worker is told. */
interface Order extends LoadOptions {
  readonly url: string;
}

parentPort?.on('message', (order: Order) => {
  void post(order).then((load) => parentPort?.postMessage(load));
});

async function post({ url, connections, amount, rate }: Order): Promise<Load> {
  const target = new URL(url);
  const deliveries = makeDeliveries(amount, target.host);
  const open = await Promise.all(Array.from({ length: connections }, async () => connect(target)));
  const begin = performance.now();
  const times = await sendAll(open, deliveries, (index) =>
    rate === undefined ? performance.now() : begin + (index * 1000) / rate,
  );
  const seconds = (performance.now() - begin) / 1000;
  for (const connection of open) connection.close();
  return {
    requests: times.length,
    requestsPerSecond: times.length / seconds,
    p50: median(times),
    p99: quantile(times, 0.99),
    max: quantile(times, 1),
  };
}

/**
 * Sends them over whichever connection is free.
 *
 * @param dueAt when one is to be sent
 * @returns how long each took, in milliseconds, the wait for a free connection included
 */
async function sendAll(
  connections: readonly Connection[],
  deliveries: readonly Buffer[],
  dueAt: (index: number) => number,
): Promise<number[]> {
  const times: number[] = [];
  const queue = deliveries.entries(); // shared by all
  await Promise.all(
    connections.map(async ({ send }) => {
      for (const [index, delivery] of queue) {
        const due = dueAt(index);
        const early = due - performance.now();
        if (early > 0) await wait(early);
        const since = early > 0 ? performance.now() : due; // a timer's delay is not the server's
        await send(delivery);
        times.push(performance.now() - since);
      }
    }),
  );
  return times;
}
