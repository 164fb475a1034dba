import { AsyncLocalStorage } from 'node:async_hooks';
import type { Origin } from '../log/handler-line';
import type { Log } from '../log/log';
import { describeError } from './describe-error';

const origins = new AsyncLocalStorage<Origin | undefined>();

/**
 * Runs a handler so that errors in what it starts, and does not wait for, are known as its own.
 *
 * @param origin undefined if they are no handler's
 */
export function runAs<T>(origin: Origin | undefined, run: () => T): T {
  return origins.run(origin, run);
}

/**
 * Logs an error that no one handled, if it comes from what a handler started.
 *
 * @returns whether it does
 */
export function tellStrayError(error: unknown, log: Pick<Log, 'error'>): boolean {
  const origin = origins.getStore();
  if (origin === undefined) return false;
  const { handler, id } = origin;
  runAs(undefined, () => {
    log.error(
      `Handler ${handler} did not wait for something that failed, on delivery ${id}; with await, it would be tried again.`,
      describeError(error),
    );
  });
  return true;
}
