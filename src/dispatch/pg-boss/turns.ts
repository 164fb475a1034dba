/** Lets many run beside each other, or one alone. */
export interface Turns {
  /** Runs something beside others, but for one that runs alone. */
  readonly together: <T>(run: () => Promise<T>) => Promise<T>;
  /** Runs something once all that runs has ended, and nothing beside it. */
  readonly alone: <T>(run: () => Promise<T>) => Promise<T>;
}

/** Makes turns that are taken in their order. */
export function createTurns(): Turns {
  const running = new Set<Promise<unknown>>();
  let lastAlone: Promise<unknown> = Promise.resolve();

  function note<T>(ended: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = ended.then(
      () => running.delete(settled),
      () => running.delete(settled),
    );
    running.add(settled);
    return ended;
  }

  return {
    together: async (run) => note(lastAlone.then(run)),
    async alone(run) {
      const others = Promise.all(running);
      const ended = note(others.then(run));
      lastAlone = ended.catch(() => undefined);
      return ended;
    },
  };
}
