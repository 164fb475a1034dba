/** How long the first of several waits for the others, in milliseconds. */
const FIRST_MS = 1_000;
const MINUTE_MS = 60_000;

/** Numbers by what was counted. */
export type Counts<What extends string> = Readonly<Partial<Record<What, number>>>;

/**
 * Counts what may come too often to be told of each time.
 *
 * @param tell told of the numbers once a minute at most, and soon after the first
 */
export function createMinuteCounter<What extends string>(
  tell: (counts: Counts<What>) => void,
): (what: What) => void {
  let counts: Partial<Record<What, number>> = {};
  let timer: NodeJS.Timeout | undefined;

  function endMinute(): void {
    timer = undefined;
    if (Object.keys(counts).length === 0) return;
    tell(counts);
    counts = {};
    timer = setTimeout(endMinute, MINUTE_MS).unref();
  }

  return function count(what) {
    counts[what] = (counts[what] ?? 0) + 1;
    timer ??= setTimeout(endMinute, FIRST_MS).unref();
  };
}
