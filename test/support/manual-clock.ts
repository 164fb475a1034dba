import type { Clock } from '../../src/dispatch/clock';
import { createChanges } from './wait';

export interface ManualClock extends Clock {
  /** Lets time pass, and runs what is due, in its order. */
  readonly pass: (milliseconds: number) => void;
  /** Sets the time back, as a person may: what is due is so after the same while. */
  readonly setBack: (milliseconds: number) => void;
  /** Waits until so many things are due in exactly so many milliseconds. */
  readonly due: (milliseconds: number, count?: number) => Promise<void>;
}

/** Makes a clock that stands still until a test lets time pass. */
export function manualClock(start = Date.UTC(2026, 10, 2, 9, 15)): ManualClock {
  let now = start;
  let behind = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const changes = createChanges();
  return {
    now: () => now - behind,
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run };
      timers = [...timers, timer].sort((a, b) => a.at - b.at);
      changes.tell();
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (let [next] = timers; next !== undefined && next.at <= end; [next] = timers) {
        timers = timers.slice(1);
        now = next.at;
        next.run();
      }
      now = end;
    },
    setBack(milliseconds) {
      behind += milliseconds;
    },
    async due(milliseconds, count = 1) {
      const dueIn = (): number[] => timers.map(({ at }) => at - now);
      await changes.until(
        () => `${count} due in ${milliseconds} ms; due are ${JSON.stringify(dueIn())}`,
        () => dueIn().filter((time) => time === milliseconds).length >= count,
      );
    },
  };
}
