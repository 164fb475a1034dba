import bytes from 'bytes';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/**
 * Writes the time of day, to the millisecond, in the zone of this machine, which is the reader's. `Intl` takes five
 * times as long, and each line of the log has one.
 */
export function clock(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const milliseconds = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${milliseconds}`;
}

/** Writes the time of day, to the minute. */
export function minute(time: Date): string {
  return clock(time).slice(0, 'hh:mm'.length);
}

export function day(time: Date): string {
  return DAY.format(time);
}

export function size(length: number): string {
  return bytes.format(length, { unitSeparator: ' ' }) ?? `${length} B`;
}
