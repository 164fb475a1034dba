/** The most that a timer of Node can wait, 24.8 days: with more, it would run at once. */
const MOST_MS = 2 ** 31 - 1;

/** The time, and a way to wait for it: a test has its own. */
export interface Clock {
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Runs something after a while: 24.8 days at most.
   * @returns what cancels it
   */
  readonly after: (milliseconds: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, run) {
    const timer = setTimeout(run, Math.min(milliseconds, MOST_MS));
    return () => {
      clearTimeout(timer);
    };
  },
};
