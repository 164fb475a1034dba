import { systemClock } from '../../src/dispatch/clock';
import { createQueue, type Turn } from '../../src/dispatch/queue';

/** Makes a queue whose tasks run until they are told to end. */
function queueOf(concurrency: number) {
  const started: { readonly turn: Turn; readonly end: () => void }[] = [];
  const queue = createQueue<number>({
    concurrency: () => concurrency,
    clock: systemClock,
    work: async (_task, turn) =>
      new Promise<void>((resolve) => {
        started.push({ turn, end: resolve });
      }),
  });
  const push = (count: number): void => {
    for (let task = 0; task < count; task += 1) queue.push(task);
  };
  return { queue, started, push };
}

test('a task that leaves its place lets the next one start, once', () => {
  const { started, push } = queueOf(1);
  push(3);
  expect(started).toHaveLength(1);
  started[0]?.turn.leave();
  started[0]?.turn.leave();
  expect(started).toHaveLength(2);
});

test('a task that has left its place takes no other one as it ends', async () => {
  const { queue, started, push } = queueOf(1);
  push(3);
  started[0]?.turn.leave();
  started[0]?.end();
  await new Promise(setImmediate);
  expect(started).toHaveLength(2);
  for (const { end } of started) end();
  expect(await queue.close(10_000)).toBe(true);
});

test('those that have left their place and do not end hold up the others at last, and are waited for', async () => {
  const { queue, started, push } = queueOf(1);
  push(100);
  for (const { turn } of started) turn.leave(); // those too that start by it
  expect(started.length).toBeGreaterThan(1);
  expect(started.length).toBeLessThan(100);

  const closed = queue.close(10_000);
  for (const { end } of started) end();
  expect(await closed).toBe(true);
});
