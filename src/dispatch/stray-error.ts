import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../log/log';
import { describeError } from './describe-error';

interface Origin {
  readonly handler: string;
  /** Of the delivery. */
  readonly id: string;
}

type HandlerLog = Pick<Log, 'info' | 'warn' | 'error'>;

const origins = new AsyncLocalStorage<Origin | undefined>();

/** Runs a handler so that errors in what it starts, and does not wait for, are known as its own. */
export function runAs<T>(origin: Origin, run: () => T): T {
  return origins.run(origin, run);
}

/** Makes a log for handlers: if it cannot be written, that is no error of theirs. */
export function logForHandlers(log: HandlerLog): HandlerLog {
  return {
    info(text) {
      origins.run(undefined, () => {
        log.info(text);
      });
    },
    warn(text, details) {
      origins.run(undefined, () => {
        log.warn(text, details);
      });
    },
    error(text, cause) {
      origins.run(undefined, () => {
        log.error(text, cause);
      });
    },
  };
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
  origins.run(undefined, () => {
    log.error(
      `Handler ${handler} did not wait for something that failed, on delivery ${id}; with await, it would be tried again.`,
      describeError(error),
    );
  });
  return true;
}
