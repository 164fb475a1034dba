import { listen, ListenError } from '../../src/http/server';

/**
 * Finds a port that was free a moment ago, for what has to know its port before it listens.
 *
 * @param candidates of which it is one; any, unless told
 */
export async function freePort(candidates: readonly number[] = [0]): Promise<number> {
  for (const port of candidates) {
    try {
      const server = await listen(() => undefined, { port, host: '127.0.0.1' });
      await server.close(0);
      return server.port;
    } catch (error) {
      if (!(error instanceof ListenError)) throw error;
    }
  }
  throw new Error(`None of the ports ${candidates.join(', ')} is free.`);
}
