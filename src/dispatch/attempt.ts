import type { Clock } from './clock';
import { describeError } from './describe-error';

interface AttemptOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

/**
 * Runs a handler once, whatever it does: it may throw anything, or never come to an end.
 *
 * @param run is given what makes a signal that aborts when `timeoutMs` are over, or when `stop` does
 * @returns undefined if it succeeded, else why it did not
 */
export async function attempt(
  run: (signal: () => AbortSignal) => void | Promise<void>,
  options: AttemptOptions,
): Promise<string | undefined> {
  const ending = lazyAbort();
  try {
    const running = run(ending.signal);
    return running === undefined
      ? undefined
      : await firstOf(Promise.resolve(running), ending, options);
  } catch (error) {
    return describeError(error);
  }
}

/** Waits for a handler, but no longer than it may take. */
async function firstOf(
  running: Promise<void>,
  ending: LazyAbort,
  { clock, timeoutMs, stop }: AttemptOptions,
): Promise<string | undefined> {
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
    return await Promise.race([running.then(() => undefined), ended]);
  } finally {
    cancel();
    stop.removeEventListener('abort', onStop);
  }
}

interface LazyAbort {
  readonly signal: () => AbortSignal;
  readonly abort: (reason: Error) => void;
}

/** Makes an abort whose signal is made only if it is asked for: few handlers do, and it takes some time. */
function lazyAbort(): LazyAbort {
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
