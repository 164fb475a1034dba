import type { Handling, PlannedHandling } from '../delivery/handling';
import type { Log } from '../log/log';
import type { DeliveryStore, KeptDelivery } from '../store/delivery-store';
import { attempt } from './attempt';
import { systemClock, type Clock } from './clock';
import type { BoundHandler } from './handlers';
import { afterAttempt, begun, cutOff, isGivenUp } from './progress';
import { logForHandlers, runAs } from './stray-error';

export interface RunnerOptions {
  readonly store: DeliveryStore;
  readonly log: Log;
  /** How long a handler may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a handler is tried. */
  readonly attempts: number;
  readonly clock?: Clock;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** A handler to be run on a delivery. */
export interface Run {
  readonly delivery: KeptDelivery;
  readonly handling: PlannedHandling;
  /** Undefined where there is none any more. */
  readonly handler: BoundHandler | undefined;
  /** Aborts when nobody waits for it any longer. */
  readonly stop: AbortSignal;
}

/** Makes what runs a handler once, and keeps and logs what came of it. */
export function createRunner(options: RunnerOptions) {
  const { store, log, timeoutMs, attempts, clock = systemClock, random = Math.random } = options;

  const handlerLog = logForHandlers(log);

  function tell({ handler, next }: Handling, id: string, error: string): void {
    const what = `Handler ${handler} failed on delivery ${id}`;
    if (next === undefined) {
      log.error(`${what}, for good: it can be run again from the inspector.`, error);
    } else {
      const wait = ((next.at - clock.now()) / 1_000).toFixed(1);
      log.warn(`${what}; attempt ${next.number} of ${attempts} follows in ${wait} s.`, error);
    }
  }

  /**
   * Runs it, and calls `ended` before what came of it is written.
   *
   * @param isResumed whether an earlier process may have ended over it
   * @returns what is kept; undefined where it was stopped, to be run after the next start
   */
  return async function runHandler(
    { delivery, handling, handler, stop }: Run,
    isResumed: boolean,
    ended: () => void,
  ): Promise<Handling | undefined> {
    const { id } = delivery;
    const { number } = handling.next;
    // What brings the process down must not do so at every start.
    if (isResumed) await store.recordHandling(id, begun(handling));
    const startedAt = clock.now();
    const error =
      handler === undefined
        ? 'There is no handler for it any more.'
        : isGivenUp(handling, attempts)
          ? 'The receiver ended each time that it was handled.'
          : await runAs({ handler: handling.handler, id }, () =>
              attempt(
                (signal) =>
                  handler.handle(delivery, {
                    log: handlerLog,
                    get signal() {
                      return signal();
                    },
                    attempt: number,
                  }),
                { clock, timeoutMs, stop },
              ),
            );
    const durationMs = clock.now() - startedAt;
    ended();
    const made = { number, startedAt, durationMs, ...(error !== undefined && { error }) };
    if (error !== undefined && stop.aborted) {
      await store.recordHandling(id, cutOff(handling, made));
      return undefined;
    }
    const limit = handler === undefined || isGivenUp(handling, attempts) ? number : attempts; // nothing to try again
    const result = afterAttempt(handling, made, { limit, random: random() });
    await store.recordHandling(id, result);
    if (error !== undefined) tell(result, id, error);
    return result;
  };
}
