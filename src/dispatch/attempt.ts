import type { Clock } from './clock';
import { describeError } from './describe-error';

/**
 * Runs a handler once, whatever it does: it may throw anything, or never come to an end.
 *
 * @param run is given what makes a signal that aborts when `timeoutMs` are over, or when `stop` does
 * @returns undefined if it succeeded, else why it did not
 */
export async function attempt(
  run: (signal: () => AbortSignal) => void | Promise<void>,
  { clock, timeoutMs, stop }: { clock: Clock; timeoutMs: number; stop: AbortSignal },
): Promise<string | undefined> {
  const ending = lazyAbort();
  let endWith = (_problem: string): void => undefined;
  const ended = new Promise<string>((resolve) => {
    endWith = (problem) => {
      ending.abort(new Error(problem));
      resolve(problem);
    };
  });
  const onStop = (): void => {
    endWith('The receiver stopped before it was done.');
  };
  stop.addEventListener('abort', onStop);
  const cancel = clock.after(timeoutMs, () => {
    endWith(`It took longer than ${timeoutMs / 1_000} s (HANDLER_TIMEOUT).`);
  });
  try {
    // In a promise of its own, so that what it throws at once is a rejection like any other.
    const succeeded = (async () => run(ending.signal))().then(() => undefined);
    return await Promise.race([succeeded, ended]);
  } catch (error) {
    return describeError(error);
  } finally {
    cancel();
    stop.removeEventListener('abort', onStop);
  }
}

/** An abort whose signal is made if it is asked for: few handlers do, and it takes some time. */
function lazyAbort(): { signal: () => AbortSignal; abort: (reason: Error) => void } {
  let controller: AbortController | undefined;
  let reason: Error | undefined;
  return {
    signal() {
      controller ??= new AbortController();
      if (reason !== undefined) controller.abort(reason);
      return controller.signal;
    },
    abort(why) {
      reason = why;
      controller?.abort(why);
    },
  };
}
