const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Exit codes of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ctrl-C reaches every process of a terminal, and npm passes its own on to us besides, so that one key press
 * comes twice: what comes this soon after the first signal is the same one.
 */
const SAME_SIGNAL_MS = 300;

/** Waits for SIGINT or SIGTERM. From then on, another one ends the process at once. */
export async function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let stoppedAt: number | undefined;
    for (const signal of STOP_SIGNALS) {
      process.on(signal, () => {
        if (stoppedAt === undefined) {
          stoppedAt = performance.now();
          resolve(signal);
        } else if (performance.now() - stoppedAt > SAME_SIGNAL_MS) {
          process.exit(EXIT_CODES[signal]);
        }
      });
    }
  });
}

/**
 * Has an error that no one handled end the process with 1: what state it left behind is unknown.
 *
 * @param report logs the error, and resolves once that is written
 */
export function endOnUnhandledError(report: (error: unknown) => Promise<void>): void {
  const end = (): void => process.exit(1);
  let ending = false;
  // A rejection that no one handled comes here too: Node throws it.
  process.on('uncaughtException', (error: unknown) => {
    if (ending) return;
    ending = true;
    setTimeout(end, REPORT_TIMEOUT_MS);
    report(error).then(end, end);
  });
}

const REPORT_TIMEOUT_MS = 2_000;
