/** CircleCI does not publish its limits: so many calls a second are modest. */
const CALLS_PER_SECOND = 5;

/**
 * Makes what holds calls apart, so that there are at most five in a second.
 *
 * @param wait waits for so many milliseconds
 * @param clock in milliseconds
 */
export function createPace(
  wait: (milliseconds: number) => Promise<unknown>,
  clock = (): number => performance.now(),
): () => Promise<void> {
  let next = -Infinity;
  return async function ownTurn() {
    const now = clock();
    const at = Math.max(now, next);
    next = at + 1_000 / CALLS_PER_SECOND;
    if (at > now) await wait(at - now);
  };
}
