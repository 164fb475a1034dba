import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { escapeBlock } from '../text/escape';

const STDERR = 2;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopSignal = (typeof STOP_SIGNALS)[number];

/** Exit codes of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ctrl-C reaches every process of a terminal, and npm passes its own on to us besides, so that one key press
 * comes twice: what comes this soon after the first signal is the same one.
 */
const SAME_SIGNAL_MS = 300;

/** Waits for a signal to stop. From then on, another one ends the process at once. */
export async function stopSignal(): Promise<StopSignal> {
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

/** How long that may take when the process ends. */
const SETTLE_TIMEOUT_MS = 2_000;

/**
 * Writes an error that no one handled to standard error, and ends the process with 1: what state it left behind is
 * unknown. A rejection that no one handled is such an error too.
 *
 * @param settle waits for what must not be cut off: the log, and what is being written
 * @param handleStray tells of an error that need not end the process, and whether it is one
 */
export function endOnUnhandledError(
  settle: () => Promise<unknown>,
  handleStray: (error: unknown) => boolean,
): void {
  const end = (): void => process.exit(1);
  let ending = false;
  function onUnhandled(error: unknown): void {
    if (ending || handleStray(error)) return;
    ending = true;
    writeSync(STDERR, `An unexpected error ends the receiver.\n${escapeBlock(inspect(error))}\n`);
    setTimeout(end, SETTLE_TIMEOUT_MS);
    settle().then(end, end);
  }
  process.on('uncaughtException', onUnhandled);
  // Not left to become an exception: of several at once, Node knows only then where each of them comes from.
  process.on('unhandledRejection', onUnhandled);
}
