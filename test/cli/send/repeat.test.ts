import { createProgress } from '../../../src/cli/shared/progress';
import { repeat } from '../../../src/cli/send/repeat';

/** Makes a clock that stands still but for what is waited. */
function clock(): { now: () => number; wait: (ms: number) => Promise<void> } {
  let time = 1_000;
  return {
    now: () => time,
    async wait(ms) {
      await Promise.resolve();
      time += ms;
    },
  };
}

test('starts at most so many a second', async () => {
  const { now, wait } = clock();
  const startedAt: number[] = [];
  const act = async (): Promise<boolean> => {
    await Promise.resolve();
    startedAt.push(now() - 1_000);
    return true;
  };
  expect(await repeat(act, { count: 5, rate: 4, concurrency: 1, now, wait })).toBe(true);
  expect(startedAt).toEqual([0, 250, 500, 750, 1_000]);
});

test('has at most so many under way', async () => {
  let underWay = 0;
  let most = 0;
  const act = async (): Promise<boolean> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
    return true;
  };
  await repeat(act, { count: 20, rate: undefined, concurrency: 4, ...clock() });
  expect(most).toBe(4);
});

test('starts no more once one says so', async () => {
  const seen: number[] = [];
  const act = async (index: number): Promise<boolean> => {
    await Promise.resolve();
    seen.push(index);
    return index < 2;
  };
  const options = { count: 100, rate: undefined, concurrency: 1, ...clock() };
  expect(await repeat(act, options)).toBe(false);
  expect(seen).toEqual([0, 1, 2]);
});

describe('a progress bar', () => {
  const drawn = (isTTY: boolean): string[] => {
    const written: string[] = [];
    let time = 0;
    const overwrite = isTTY ? (text: string) => written.push(text) : undefined;
    const progress = createProgress({ overwrite }, 4, () => (time += 60));
    for (let done = 1; done <= 4; done += 1) progress.update(done, done === 4 ? 1 : 0);
    progress.clear();
    return written;
  };

  test('is drawn on a terminal, not too often, and taken off', () => {
    const bars = drawn(true);
    expect(bars[0]).toMatch(/^\[######\.{18}\] 1\/4 {2}\d+ a second$/);
    expect(bars.at(-2)).toMatch(/^\[#{24}\] 4\/4 {2}\d+ a second {2}1 not accepted$/);
    expect(bars.at(-1)).toBe('');
  });

  test('is not drawn elsewhere', () => {
    expect(drawn(false)).toEqual([]);
  });
});
