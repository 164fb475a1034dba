import { listen } from '../../src/server';

/** A port that was free a moment ago, for what has to know its port before it listens. */
export async function freePort(): Promise<number> {
  const server = await listen(() => undefined, { port: 0, host: '127.0.0.1' });
  await server.close(0);
  return server.port;
}
