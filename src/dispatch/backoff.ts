const FIRST_MS = 1_000;
/** The most that an attempt waits after one that failed. */
export const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait after an attempt that failed: twice as long each time, up to five minutes, less up to a half
 * by chance, so that what failed together is not tried again together.
 *
 * @param attempt the number of the one that failed, from 1
 * @param random from 0 to 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(attempt: number, random: number): number {
  const most = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(most / 2 + (most / 2) * random);
}
