import { readDuration } from './duration';

/** A day, or a time of it, as ISO 8601 writes them; without a zone, it is of this machine's. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

/** How to write a point in time, for those who wrote something else. */
export const TIME_FORMS = 'an age as 30m, 2h or 1d, or a time as 2026-11-25T09:30Z';

/**
 * Reads a point in time: how long ago it was, as in `2h`, or a day or time in ISO 8601.
 *
 * @returns milliseconds since 1970, or undefined for what is no time
 */
export function readPointInTime(text: string, now = Date.now()): number | undefined {
  const age = readDuration(text);
  if (age !== undefined) return now - age;
  const [, day, time = '00:00', zone = ''] = ISO.exec(text) ?? [];
  const read = Date.parse(`${day ?? ''}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(read) ? undefined : read;
}
