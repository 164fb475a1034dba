import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTurns } from '../../src/inspector/own-turn';
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
