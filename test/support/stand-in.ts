import type { RequestListener } from 'node:http';
import { listen } from '../../src/http/server';
import { afterTest } from './clean-up';

/**
 * Serves on the loopback, in the place of a service that is not to be had. Stopped after the test.
 *
 * @param wanted a free port, unless told
 */
export async function startStandIn(
  listener: RequestListener,
  wanted = 0,
): Promise<{ url: string; port: number; stop: () => Promise<void> }> {
  const server = await listen(listener, { port: wanted, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    stop: afterTest(async () => server.close(0)),
  };
}
