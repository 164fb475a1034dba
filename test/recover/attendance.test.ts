import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attend, type Attendance } from '../../src/recover/attendance';
import { afterTest } from '../support/clean-up';
import { temporaryFolder } from '../support/temporary-folder';

const MINUTE = 60_000;

async function attending(folder: string, at: () => number): Promise<Attendance> {
  const attendance = await attend(folder, at);
  afterTest(attendance.close);
  return attendance;
}

test('knows when nothing was running, through several starts', async () => {
  const folder = temporaryFolder();
  let now = 10 * MINUTE;
  const first = await attending(folder, () => now);
  expect(first.gaps()).toEqual([]);
  now = 20 * MINUTE;
  await first.close();
  now = 80 * MINUTE;
  const second = await attending(folder, () => now);
  const gap = { from: 20 * MINUTE, to: 80 * MINUTE, filled: false };
  expect(second.gaps()).toEqual([gap]);
  await second.close();
  now = 81 * MINUTE; // a restart
  expect((await attending(folder, () => now)).gaps()).toEqual([gap]);
});

test('remembers which gaps were filled, whole ones alone', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'attendance.json');
  writeFileSync(path, JSON.stringify({ seenAt: 20 * MINUTE, gaps: [] }));
  const attendance = await attending(folder, () => 80 * MINUTE);
  const span = (from: number, to: number): { since: string; until: string } => ({
    ...{ since: new Date(from * MINUTE).toISOString(), until: new Date(to * MINUTE).toISOString() },
  });
  await attendance.fill(span(21, 90));
  await attendance.fill(span(10, 79));
  expect(attendance.gaps()).toMatchObject([{ filled: false }]);
  await attendance.fill(span(20, 80));
  expect(attendance.gaps()).toMatchObject([{ filled: true }]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ gaps: [{ filled: true }] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each(['', '{"seenAt":', '{"seenAt":"x","gaps":[]}'])(
  'begins anew if its note is %j',
  async (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'attendance.json'), text);
    expect((await attending(folder, Date.now)).gaps()).toEqual([]);
  },
);

test('goes on where nothing can be written', async () => {
  const attendance = await attend(join(temporaryFolder(), 'gone'));
  expect(attendance.gaps()).toEqual([]);
  await attendance.close();
});
