import { PINGED } from '../support/events';
import { failedTimes, isDone, isFailed } from '../support/handling-states';
import { startDispatcher } from '../support/test-dispatcher';

test('a handler that fails is tried again, later each time, and at last marked failed', async () => {
  const attempted: number[] = [];
  const { deliver, handled, clock, notices, store } = await startDispatcher({
    ping: (_event, _delivery, { attempt }) => {
      attempted.push(attempt);
      throw new Error(`broken ${attempt}`);
    },
  });
  const id = await deliver(PINGED);
  const waits: number[] = [];
  for (let count = 1; count < 5; count += 1) {
    const { next } = await handled(id, failedTimes(count));
    waits.push((next?.at ?? 0) - clock.now());
    await clock.due(waits.at(-1) ?? 0);
    clock.pass(waits.at(-1) ?? 0);
  }
  const { attempts, next } = await handled(id, isFailed);
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(attempted).toEqual([1, 2, 3, 4, 5]);
  expect(attempts.map(({ error }) => error?.split('\n')[0])).toEqual(
    [1, 2, 3, 4, 5].map((number) => `Error: broken ${number}`),
  );
  expect(next).toBeUndefined();
  expect(await store.waiting()).toEqual([]);
  expect(await notices.entry(1)).toMatch(
    /Handler ping failed on delivery .*; attempt 2 of 5 follows in 1\.0 s\.\n {2}Error: broken 1/,
  );
  expect(await notices.entry(5)).toMatch(/for good.*\n {2}Error: broken 5/);
});

test('a retry comes in time, also where the clock is set back', async () => {
  const { deliver, handled, clock } = await startDispatcher({
    ping: (_event, _delivery, { attempt }) => {
      if (attempt === 1) throw new Error('not yet');
    },
  });
  const id = await deliver(PINGED);
  await handled(id, failedTimes(1));
  await clock.due(1_000);
  clock.setBack(3_600_000);
  clock.pass(1_000);
  await handled(id, isDone);
});

test('a handler that recovers is done, with what went wrong before', async () => {
  const { deliver, handled, clock } = await startDispatcher({
    ping: async (_event, _delivery, { attempt }) => {
      if (attempt === 1) return Promise.reject(new Error('not yet'));
    },
  });
  const id = await deliver(PINGED);
  await handled(id, failedTimes(1));
  await clock.due(1_000);
  clock.pass(1_000);
  const { attempts } = await handled(id, isDone);
  expect(attempts.map(({ number, error }) => [number, error === undefined])).toEqual([
    [1, false],
    [2, true],
  ]);
});
