import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { post } from './load';
import { RECEIVER, startServer } from './server-process';
import { milliseconds, printTable } from './table';

const CONNECTIONS = 32;
const RATE = 200;

/** Measures the receiver with one app that deliveries go on to, which answers at once. */
export async function measureForwarding(folder: string, quick: boolean): Promise<void> {
  const amount = quick ? 1_000 : 10_000;
  const target = await startTarget();
  const server = await startServer(RECEIVER, folder, { FORWARD_TO: target.url });
  try {
    await post(server.url, { connections: CONNECTIONS, amount });
    await target.got(amount);
    const rows = [];
    for (const rate of [undefined, RATE]) {
      const before = target.count();
      const startedAt = performance.now();
      const load = await post(server.url, {
        connections: CONNECTIONS,
        amount,
        ...(rate !== undefined && { rate }),
      });
      const behind = before + amount - target.count();
      await target.got(before + amount);
      const seconds = (performance.now() - startedAt) / 1_000;
      rows.push([
        rate === undefined ? 'as many as it takes' : `${rate} a second`,
        load.requestsPerSecond.toFixed(0),
        milliseconds(load.p99),
        String(behind),
        (amount / seconds).toFixed(0),
      ]);
    }
    printTable(
      ['with one target', 'answered/s', 'p99', 'still to be forwarded at the end', 'forwarded/s'],
      rows,
      `Forwarding: ${amount} deliveries each`,
    );
  } finally {
    await server.stop();
    target.stop();
  }
}

/** Starts an app in this process, which has little else to do while a thread of its own sends the deliveries. */
async function startTarget() {
  let count = 0;
  let tell = (): void => undefined;
  const server = createServer((req, res) => {
    req.resume().on('end', () => {
      count += 1;
      res.writeHead(204).end();
      tell();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    got: async (wanted: number) =>
      new Promise<void>((resolve) => {
        tell = () => {
          if (count >= wanted) resolve();
        };
        tell();
      }),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
