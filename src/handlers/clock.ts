/** The time, and a way to wait for it: a test has its own. */
export interface Clock {
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Runs something after a while.
   * @returns what cancels it
   */
  readonly after: (milliseconds: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
