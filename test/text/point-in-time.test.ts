import { readPointInTime } from '../../src/text/point-in-time';

const NOW = Date.UTC(2026, 10, 25, 12);

test.each([
  ['90s', NOW - 90_000],
  ['30m', NOW - 1_800_000],
  ['2h', NOW - 7_200_000],
  ['1.5 H', NOW - 5_400_000],
  ['7d', NOW - 604_800_000],
  ['2026-11-25T09:30Z', Date.UTC(2026, 10, 25, 9, 30)],
  ['2026-11-25t09:30:15.5+02:00', Date.UTC(2026, 10, 25, 7, 30, 15, 500)],
  ['2026-11-25', new Date(2026, 10, 25).getTime()],
  ['2026-11-25 09:30', new Date(2026, 10, 25, 9, 30).getTime()],
])('%s is a point in time', (text, expected) => {
  expect(readPointInTime(text, NOW)).toBe(expected);
});

test.each(['', '2', 'h', '2w', '-2h', 'yesterday', '25.11.2026', '2026-13-01', '2026-11-25T25:00'])(
  '%j is none',
  (text) => {
    expect(readPointInTime(text, NOW)).toBeUndefined();
  },
);
