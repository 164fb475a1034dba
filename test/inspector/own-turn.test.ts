import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTurns } from '../../src/inspector/own-turn';
import { afterTest } from '../support/clean-up';
import { delivery } from '../support/delivery';
import { WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { startInspector, type TestInspector } from '../support/test-inspector';
import { turnsDuring } from '../support/turns';
import { within } from '../support/wait';

const SLICE_MS = 2;

test('work goes on at once while the slice lasts, and then waits for a turn', async () => {
  let time = 0;
  const ownTurn = createTurns(() => time);
  await ownTurn();
  const within = await turnsDuring(async () => {
    for (let piece = 0; piece < 10; piece += 1) await ownTurn();
  });
  expect(within).toBe(0);
  const beyond = await turnsDuring(async () => {
    for (let piece = 0; piece < 10; piece += 1) {
      time += SLICE_MS;
      await ownTurn();
    }
  });
  expect(beyond).toBeGreaterThanOrEqual(9);
});

test('of many who wait, one goes on in each turn, in their order', async () => {
  let time = 0;
  const ownTurn = createTurns(() => time);
  const done: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let piece = 0; piece < 2; piece += 1) {
      await ownTurn();
      done.push(name);
      time += SLICE_MS;
    }
  };
  const all = Promise.all(['a', 'b', 'c'].map(work));
  const doneByTurn: number[] = [];
  while (done.length < 6 && doneByTurn.length < 100) {
    await nextTurn();
    doneByTurn.push(done.length);
  }
  await within('the end of the work', all);
  expect(done).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  expect(doneByTurn.every((count, turn) => count - (doneByTurn[turn - 1] ?? 0) <= 1)).toBe(true);
});

const COUNT = 100;

/** Goes on, also from one test to the next: a clock that is set back would stop the slices from ending. */
let time = performance.now();

/** Makes every piece of work take longer than it may. */
function slowClock(): void {
  const now = jest.spyOn(performance, 'now').mockImplementation(() => (time += 20));
  afterTest(() => {
    now.mockRestore();
  });
}

async function filled(): Promise<TestInspector> {
  const inspector = await startInspector();
  for (let count = 0; count < COUNT; count += 1) {
    await inspector.store.save(delivery({ body: WORKFLOW_COMPLETED_BODY }), { accepted: true });
  }
  return inspector;
}

test.each([
  ['the archive', '/deliveries.har'],
  ['a list of the API', `/api/requests/http?limit=${COUNT}`],
  ['the pipelines', '/pipelines'],
])('deliveries come in between any two that are read for %s', async (_, path) => {
  const { url } = await filled();
  slowClock();
  const turns = await turnsDuring(async () => (await fetch(url + path)).text());
  expect(turns).toBeGreaterThan(COUNT);
});

test('deliveries come in between the steps in which pages are made of a large body', async () => {
  const { url, store } = await startInspector();
  const { id } = await store.save(delivery({ body: Buffer.alloc(1024 * 1024) }), {
    accepted: true,
  });
  slowClock();
  const pages = 10;
  const turns = await turnsDuring(async () => {
    const asked = Array.from({ length: pages }, async () => fetch(`${url}/deliveries/${id}`));
    for (const answer of await Promise.all(asked)) await answer.text();
  });
  expect(turns).toBeGreaterThan(3 * pages);
});
