import { setImmediate as nextTurn } from 'node:timers/promises';
import { queueSearches } from '../../src/inspector/queue-searches';
import type { ListOptions, Page } from '../../src/store/delivery-store';

const PAGE: Page = { deliveries: [] };

/** Makes a list whose searches end when they are told to. */
function heldList(): {
  list: (options: ListOptions) => Promise<Page>;
  started: string[];
  endNext: () => Promise<void>;
} {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  return {
    started,
    async list({ filter = {} }) {
      started.push(filter.text ?? '');
      if (filter.text === undefined) return PAGE;
      return new Promise((resolve) => {
        ends.push(() => {
          resolve(PAGE);
        });
      });
    },
    async endNext() {
      ends.shift()?.();
      await nextTurn();
    },
  };
}

test('one search runs at a time, and what needs none does not wait', async () => {
  const { list, started, endNext } = heldList();
  const queued = queueSearches(list);
  const searches = ['a', 'b'].map(async (text) => queued({ filter: { text }, limit: 1 }));
  await queued({ filter: {}, limit: 1 });
  await nextTurn();
  expect(started).toEqual(['', 'a']);
  await endNext();
  expect(started).toEqual(['', 'a', 'b']);
  await endNext();
  expect(await Promise.all(searches)).toEqual([PAGE, PAGE]);
});

test('a search that nobody waits for any more is left out, and does not stop the next', async () => {
  const { list, started, endNext } = heldList();
  const queued = queueSearches(list);
  const reader = new AbortController();
  const searches = ['a', 'b', 'c'].map(async (text) =>
    queued({ filter: { text }, limit: 1, ...(text === 'b' && { signal: reader.signal }) }),
  );
  const settled = Promise.allSettled(searches);
  reader.abort();
  await nextTurn();
  await endNext();
  expect(started).toEqual(['a', 'c']);
  await endNext();
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});
