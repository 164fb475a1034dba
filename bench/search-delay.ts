import { fill, post, type Load } from './load';
import { RECEIVER, startServer } from './server-process';
import { milliseconds, printTable } from './table';

const KEPT = 10_000;
const RATE = 200;
const CONNECTIONS = 20;

/** It has to look at all that is kept. */
const SEARCH = '/?text=not+to+be+found';

/** Measures how long searches, one after the other, hold up deliveries. */
export async function measureSearchDelay(folder: string, quick: boolean): Promise<void> {
  const options = { connections: CONNECTIONS, rate: RATE, amount: RATE * (quick ? 5 : 20) };
  const server = await startServer(RECEIVER, folder);
  try {
    await fill(server.url, KEPT);
    const alone = await post(server.url, options);
    const searching = searchUntilStopped(server.inspectorUrl + SEARCH);
    const meanwhile = await post(server.url, options);
    const searches = await searching.stop();
    printTable(
      ['deliveries', 'p50', 'p99', 'slowest'],
      [row('alone', alone), row(`during ${searches} searches, one after the other`, meanwhile)],
      `${RATE} deliveries a second with ${KEPT} kept, while a text that nothing has is searched for`,
    );
  } finally {
    await server.stop();
  }
}

function searchUntilStopped(url: string): { readonly stop: () => Promise<number> } {
  let stopped = false;
  async function search(): Promise<number> {
    let count = 0;
    for (; !stopped; count += 1) {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
    }
    return count;
  }
  const searches = search();
  return {
    stop: async () => {
      stopped = true;
      return searches;
    },
  };
}

function row(name: string, { p50, p99, max }: Load): string[] {
  return [name, milliseconds(p50), milliseconds(p99), milliseconds(max)];
}
