import type { Terminal } from '../framework/terminal';

const REDRAW_MS = 100;
const BAR_WIDTH = 24;

export interface Progress {
  readonly update: (done: number, failed: number) => void;
  /** Takes the bar off the terminal. */
  readonly clear: () => void;
}

/**
 * Draws a bar on a terminal, and nothing elsewhere.
 *
 * @param failure what those are called that failed
 */
export function createProgress(
  { overwrite }: Pick<Terminal, 'overwrite'>,
  count: number,
  now: () => number,
  failure = 'not accepted',
): Progress {
  if (overwrite === undefined || count < 2) {
    return { update: () => undefined, clear: () => undefined };
  }
  const startedAt = now();
  let drawnAt = -Infinity;
  return {
    update(done, failed) {
      if (now() - drawnAt < REDRAW_MS && done < count) return;
      drawnAt = now();
      const full = Math.floor((done / count) * BAR_WIDTH);
      const bar = `${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}`;
      const speed = Math.round((done * 1000) / Math.max(1, drawnAt - startedAt));
      const failures = failed === 0 ? '' : `  ${failed} ${failure}`;
      overwrite(`[${bar}] ${done}/${count}  ${speed} a second${failures}`);
    },
    clear() {
      overwrite('');
    },
  };
}
