const REDRAW_MS = 100;
const BAR_WIDTH = 24;

export interface Progress {
  readonly update: (done: number, failed: number) => void;
  /** Takes the bar off the terminal. */
  readonly clear: () => void;
}

/** What a terminal is for a progress bar. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

const CLEAR_LINE = '\r\u001b[K';

/** Draws a bar on a terminal, and nothing elsewhere. */
export function createProgress(terminal: Terminal, count: number, now: () => number): Progress {
  if (terminal.isTTY !== true || count < 2) {
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
      const failures = failed === 0 ? '' : `  ${failed} not accepted`;
      terminal.write(`${CLEAR_LINE}[${bar}] ${done}/${count}  ${speed} a second${failures}`);
    },
    clear() {
      terminal.write(CLEAR_LINE);
    },
  };
}
