import type { RequestListener } from 'node:http';
import { listen } from '../../src/http/server';
import { afterTest } from './clean-up';

/** Serves on a free port of the loopback, in the place of a service that is not to be had. Stopped after the test. */
export async function startStandIn(
  listener: RequestListener,
): Promise<{ url: string; port: number; stop: () => Promise<void> }> {
  const server = await listen(listener, { port: 0, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    stop: afterTest(async () => server.close(0)),
  };
}
