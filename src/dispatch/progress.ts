import type { Attempt, Handling, PlannedHandling } from '../delivery/handling';

const FIRST_MS = 1_000;
/** The most that an attempt waits after one that failed. */
export const LONGEST_MS = 5 * 60_000;

/** Of more, the oldest are forgotten. */
const MAX_KEPT_ATTEMPTS = 20;
/** Of more, only the number of lines that they logged is kept: all of this is written again after each. */
const MAX_KEPT_LOGS = 5;

/** Makes a handling that has yet to begin. Times are in milliseconds since 1970. */
export function planned(handler: string, at: number): PlannedHandling {
  return { handler, state: 'waiting', attempts: [], next: { number: 1, at } };
}

/** Makes a handling that begins anew; what was attempted before can still be seen. */
export function again(handler: string, before: Handling | undefined, at: number): PlannedHandling {
  return { ...planned(handler, at), attempts: before?.attempts ?? [] };
}

/**
 * Notes that an attempt begins after a restart, and may bring the process down before it can be told of. What is
 * suspected of that runs alone the next time.
 */
export function begun(handling: PlannedHandling): Handling {
  return { ...handling, next: { ...handling.next, begun: (handling.next.begun ?? 0) + 1 } };
}

/**
 * Tells whether a handling is given up, since the process ended over it as often as it may be tried: once before it was
 * noted, and each time that it began since. It must have run alone at least once, so that nothing that ran beside the
 * culprit is blamed.
 */
export function isGivenUp({ next: { begun: times = 0 } }: PlannedHandling, limit: number): boolean {
  return times >= 2 && times + 1 >= limit;
}

/** Puts a handling back as it was before an attempt that the receiver cut off; that can still be seen. */
export function cutOff(before: Handling, attempt: Attempt): Handling {
  return { ...before, attempts: withAttempt(before, attempt) };
}

export function superseded({ handler, attempts }: Handling, by: string): Handling {
  return { handler, state: 'superseded', attempts, supersededBy: by };
}

interface Limits {
  /** How often it is tried. */
  readonly limit: number;
  /** From 0 to 1. */
  readonly random: number;
  /** How long it has to wait at least, in milliseconds, if it is tried again. */
  readonly leastWaitMs?: number | undefined;
}

/** Tells what comes of a handling after an attempt: it is done, tried again, or failed for good. */
export function afterAttempt(
  before: Handling,
  attempt: Attempt,
  { limit, random, leastWaitMs = 0 }: Limits,
): Handling {
  const { handler } = before;
  const attempts = withAttempt(before, attempt);
  if (attempt.error === undefined) return { handler, state: 'done', attempts };
  if (attempt.number >= limit) return { handler, state: 'failed', attempts };
  const wait = Math.max(backoff(attempt.number, random), leastWaitMs);
  const at = attempt.startedAt + attempt.durationMs + wait;
  return { handler, state: 'waiting', attempts, next: { number: attempt.number + 1, at } };
}

function withAttempt({ attempts }: Handling, attempt: Attempt): readonly Attempt[] {
  const kept = [...attempts, attempt].slice(-MAX_KEPT_ATTEMPTS);
  const old = kept.length - MAX_KEPT_LOGS;
  return kept.map((one, index) => (index < old ? withoutLines(one) : one));
}

function withoutLines({ log, ...attempt }: Attempt): Attempt {
  if (log === undefined) return attempt;
  return { ...attempt, log: { lines: [], leftOut: log.lines.length + log.leftOut } };
}

/**
 * Tells how long to wait after an attempt that failed: twice as long each time, up to five minutes, less up to a half
 * by chance, so that what failed together is not tried again together.
 *
 * @param attempt the number of the one that failed, from 1
 * @param random from 0 to 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
function backoff(attempt: number, random: number): number {
  const most = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(most / 2 + (most / 2) * random);
}
