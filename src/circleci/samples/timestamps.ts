/*
 * CircleCI's formats of a time, each from milliseconds since 1970. Which field has which was seen in captured
 * deliveries.
 */

/** Writes a time as in `created_at`, `started_at` and `stopped_at`: three fraction digits. */
export function milliseconds(time: number): string {
  return new Date(time).toISOString();
}

/** Writes a time as in `happened_at`: six fraction digits. */
export function microseconds(time: number, micros: number): string {
  return milliseconds(time).replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

/** Writes a time as in `authored_at`: no fraction. */
export function seconds(time: number): string {
  return milliseconds(time).replace(/\.\d+/, '');
}

/** Writes a time as in GitLab's `commit_timestamp`: no fraction, and the zone as an offset. */
export function secondsWithOffset(time: number): string {
  return seconds(time).replace('Z', '+00:00');
}

/** Writes a time as in `event_time` of the GitHub App: Go's own format, in nanoseconds. */
export function goTime(time: number, micros: number): string {
  const [day = '', clock = ''] = milliseconds(time).replace('Z', '').split('T');
  return `${day} ${clock}${String(micros).padStart(3, '0')}256 +0000 UTC`;
}
