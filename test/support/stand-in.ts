import type { RequestListener } from 'node:http';
import { listen, type RunningServer } from '../../src/http/server';

const running = new Set<RunningServer>();

/** Serves on a free port of the loopback, in the place of a service that is not to be had. Stopped after the test. */
export async function startStandIn(
  listener: RequestListener,
): Promise<{ url: string; port: number; stop: () => Promise<void> }> {
  const server = await listen(listener, { port: 0, host: '127.0.0.1' });
  running.add(server);
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    async stop() {
      running.delete(server);
      await server.close(0);
    },
  };
}

afterEach(async () => {
  const servers = [...running];
  running.clear();
  await Promise.all(servers.map(async (server) => server.close(0)));
});
