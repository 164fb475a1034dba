import { isAccepted, type Outcome } from '../shared/post';
import { isDuplicate } from './report';

/** Counts outcomes. */
export interface Tally {
  readonly add: (outcome: Outcome) => void;
  readonly count: () => number;
  readonly failed: () => number;
  /** Tells whether one was answered as a duplicate. */
  readonly hasDuplicate: () => boolean;
  /** Writes a sentence on all of them. */
  readonly text: (elapsedMs: number) => string;
}

export function createTally(): Tally {
  const answers = new Map<string, number>();
  const durations: number[] = [];
  let count = 0;
  let failed = 0;
  let hasDuplicate = false;
  return {
    add(outcome) {
      const key = 'answer' in outcome ? `answered ${outcome.answer.status}` : 'not answered';
      answers.set(key, (answers.get(key) ?? 0) + 1);
      if ('answer' in outcome) durations.push(outcome.answer.durationMs);
      count += 1;
      if (!isAccepted(outcome)) failed += 1;
      hasDuplicate ||= isDuplicate(outcome);
    },
    count: () => count,
    failed: () => failed,
    hasDuplicate: () => hasDuplicate,
    text(elapsedMs) {
      const seconds = elapsedMs / 1000;
      const parts = [...answers].map(([key, times]) => `${times} ${key}`).join(', ') || 'no answer';
      const speed = `${seconds.toFixed(1)} s, ${Math.round(count / Math.max(seconds, 0.001))} a second`;
      return `${count} sent in ${speed}: ${parts}.${quantiles(durations)}`;
    },
  };
}

function quantiles(durations: number[]): string {
  if (durations.length < 2) return '';
  durations.sort((one, other) => one - other);
  const at = (part: number): string =>
    (durations[Math.ceil(part * durations.length) - 1] ?? 0).toFixed(1);
  return ` Half of the answers took at most ${at(0.5)} ms, 99 of 100 at most ${at(0.99)} ms, all at most ${at(1)} ms.`;
}
