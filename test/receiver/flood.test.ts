import { createFloodWatch } from '../../src/receiver/flood';
import { afterTest } from '../support/clean-up';
import { SECRET } from '../support/fixtures';
import { postEvent } from '../support/post-event';
import { PINGED } from '../support/events';
import { startReceiver } from '../support/test-receiver';
import { openStore } from '../support/test-store';

const CALLS = 400;

test('in a flood of forged calls each has a line, and a real one all of it', async () => {
  const store = await openStore();
  const receiver = await startReceiver({ secrets: { current: SECRET }, store });
  const forged = async (): Promise<number> =>
    (await postEvent(receiver.url, PINGED, { secret: 'forged' })).status;
  const statuses = await Promise.all(Array.from({ length: CALLS }, forged));
  expect(new Set(statuses)).toEqual(new Set([403]));
  expect((await postEvent(receiver.url, PINGED, { secret: SECRET })).status).toBe(200);

  await receiver.output.entry(CALLS + 1);
  const entries = receiver.output.entries.map((entry) => JSON.parse(entry) as object);
  const brief = entries.filter((entry) => !('headers' in entry));
  expect(entries).toHaveLength(CALLS + 1);
  expect(brief.length).toBeGreaterThan(0);
  for (const entry of brief) {
    expect(entry).toMatchObject({ status: 403, reason: 'signature-mismatch', hints: [] });
  }
  const real = entries.find((entry) => 'status' in entry && entry.status === 200);
  expect(real).toMatchObject({ body: expect.any(String) as string });
  expect(await receiver.notices.entry(1)).toContain('More than 100 calls a second are refused');
  expect(await receiver.notices.entry(2)).toMatch(/The flood is over: \d+ refused calls/);
  expect(await store.count()).toEqual({ accepted: 1, others: CALLS - brief.length });
});

test('a hundred a second are told of in full, the others in brief, and how many there were', () => {
  jest.useFakeTimers();
  afterTest(() => {
    jest.useRealTimers();
  });
  const told: string[] = [];
  const tell = (text: string | readonly string[]): void => void told.push(String(text));
  const { isFlood } = createFloodWatch({ warn: tell, info: tell });
  const inASecond = (count: number): number => {
    const brief = Array.from({ length: count }, isFlood).filter((is) => is).length;
    jest.advanceTimersByTime(1_000);
    return brief;
  };
  expect([inASecond(100), inASecond(130), inASecond(101)]).toEqual([0, 30, 1]);
  expect(told).toHaveLength(1);
  expect(inASecond(3)).toBe(0);
  expect(told[1]).toContain('31 refused calls');
  expect(inASecond(101)).toBe(1);
  expect(told).toHaveLength(3);
});
