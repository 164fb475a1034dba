import { duration, readDuration } from '../../src/text/duration';

test.each([
  [0.04, '0.0 ms'],
  [9.96, '10 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 0 s'],
  [179_600, '3 min 0 s'],
  [3_599_700, '1 h 0 min'],
  [7_384_000, '2 h 3 min'],
])('a duration of %d ms is shown as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test.each([
  ['250ms', 250],
  ['1.5 H', 5_400_000],
  ['7d', 604_800_000],
])('%s is a duration', (text, milliseconds) => {
  expect(readDuration(text)).toBe(milliseconds);
});

test.each(['', '2', 'h', '2w', '-2h', '1e3s'])('%j is none', (text) => {
  expect(readDuration(text)).toBeUndefined();
});
