import { LONGEST_MS } from './backoff';
import type { Run } from './runner';

/**
 * How long an attempt has to wait, in milliseconds: the first one to settle, others after one that failed.
 *
 * The clock may have been set since that was planned: nothing waits longer than it would have had to then.
 */
export function waitOf(
  { delivery, handling: { next } }: Pick<Run, 'delivery' | 'handling'>,
  settlesForMs: number,
  now: number,
): number {
  const [at, longest] =
    next.number > 1
      ? [next.at, LONGEST_MS]
      : [delivery.receivedAt.getTime() + settlesForMs, settlesForMs];
  return Math.min(Math.max(at - now, 0), longest);
}
