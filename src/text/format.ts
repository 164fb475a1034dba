import bytes from 'bytes';

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** Writes the time of day, to the millisecond, in the zone of this machine, which is the reader's. */
export function clock(time: Date): string {
  return CLOCK.format(time);
}

export function day(time: Date): string {
  return DAY.format(time);
}

export function size(length: number): string {
  return bytes.format(length, { unitSeparator: ' ' }) ?? `${length} B`;
}
