/** How long work goes on in a row. A delivery takes several turns of the event loop, and may wait in each. */
const SLICE_MS = 2;

/**
 * Makes what shares the event loop. Who has longer work calls it between two pieces of that: it goes on at once
 * while the slice lasts, and else once everything else had its turn. Of those who wait, one goes on in each turn.
 */
export function createTurns(clock = (): number => performance.now()): () => Promise<void> {
  let startedAt = -Infinity;
  const waiting: (() => void)[] = [];

  function next(): void {
    startedAt = clock();
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  }

  return async function ownTurn() {
    if (waiting.length === 0 && clock() - startedAt < SLICE_MS) return;
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(next);
    });
  };
}

/** Waits for a turn of the one event loop that there is: all of the inspector's work shares it. */
export const ownTurn = createTurns();
