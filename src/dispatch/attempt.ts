import type { Clock } from './clock';
import { describeError } from './describe-error';

/**
 * Runs a handler once, whatever it does: it may throw anything, or never come to an end.
 *
 * @param run is given a signal that aborts when `timeoutMs` are over, or when `stop` does
 * @returns undefined where it succeeded, else why it did not
 */
export async function attempt(
  run: (signal: AbortSignal) => void | Promise<void>,
  { clock, timeoutMs, stop }: { clock: Clock; timeoutMs: number; stop: AbortSignal },
): Promise<string | undefined> {
  const overTime = new AbortController();
  const signal = AbortSignal.any([stop, overTime.signal]);
  let cancel = (): void => undefined;
  const cutOff = new Promise<string>((resolve) => {
    cancel = clock.after(timeoutMs, () => {
      resolve(`It took longer than ${timeoutMs / 1_000} s (HANDLER_TIMEOUT).`);
    });
    stop.addEventListener('abort', () => {
      resolve('The receiver stopped before it was done.');
    });
  });
  try {
    // In a promise of its own, so that what it throws at once is a rejection like any other.
    const succeeded = (async () => run(signal))().then(() => undefined);
    const problem = await Promise.race([succeeded, cutOff]);
    if (problem !== undefined) overTime.abort(new Error(problem));
    return problem;
  } catch (error) {
    return describeError(error);
  } finally {
    cancel();
  }
}
