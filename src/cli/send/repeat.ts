interface Repetition {
  readonly count: number;
  /** How many a second are started at most; undefined for as many as the concurrency allows. */
  readonly rate: number | undefined;
  readonly concurrency: number;
}

export interface RepeatOptions extends Repetition {
  /** Milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Does something so many times, several at once.
 *
 * @param act is told how many were started before; gives false to have no more started
 * @returns whether none gave false
 */
export async function repeat(
  act: (index: number) => Promise<boolean>,
  { count, rate, concurrency, now, wait }: RepeatOptions,
): Promise<boolean> {
  const startedAt = now();
  let started = 0;
  let goesOn = true;

  async function work(): Promise<void> {
    while (goesOn && started < count) {
      const index = started;
      started += 1;
      const due = rate === undefined ? 0 : startedAt + (index * 1000) / rate - now();
      if (due > 0) await wait(due);
      if (!(await act(index))) goesOn = false;
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, work));
  return goesOn;
}
