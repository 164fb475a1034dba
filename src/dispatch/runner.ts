import { createCircleCi } from '../circleci-api/circleci';
import type { Attempt, Handling, PlannedHandling } from '../delivery/handling';
import type { Log } from '../log/log';
import type { DeliveryStore, KeptDelivery } from '../store/delivery-store';
import type { Forward, Forwarded } from '../forward/forward';
import { attempt } from './attempt';
import { createAttemptLog } from './attempt-log';
import { systemClock, type Clock } from './clock';
import { createHandlerCircleCi, type CircleCiFor } from './handler-circleci';
import type { BoundHandler } from './handlers';
import { afterAttempt, begun, cutOff, isGivenUp } from './progress';
import { runAs } from './stray-error';

export interface RunnerOptions {
  readonly store: DeliveryStore;
  readonly log: Log;
  /** How long a handler may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a handler is tried. */
  readonly attempts: number;
  /** Gives handlers what they can ask of CircleCI; without it, each use of that throws for want of a token. */
  readonly circleCiFor?: CircleCiFor;
  readonly clock?: Clock;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** A handler to be run on a delivery, or a target to forward it to. */
export interface Run {
  readonly delivery: KeptDelivery;
  readonly handling: PlannedHandling;
  /** Undefined if there is none any more. */
  readonly handler: BoundHandler | undefined;
  /** Undefined if it is no target. */
  readonly forward: Forward | undefined;
  /** Aborts when nobody waits for it any longer. */
  readonly stop: AbortSignal;
  /** Keeps that it begins, and may end the process. */
  readonly noteBegun: DeliveryStore['recordHandling'];
  /** Keeps what came of it. */
  readonly record: DeliveryStore['recordHandling'];
}

/** Makes what runs a handler once, and keeps and logs what came of it. */
export function createRunner(options: RunnerOptions) {
  const { store, log, timeoutMs, attempts, clock = systemClock, random = Math.random } = options;

  const {
    circleCiFor = createHandlerCircleCi({
      ...{ store, maxReruns: 1, circleCi: createCircleCi({ token: undefined }) },
    }),
  } = options;

  function tell(
    { handling, forward }: Run,
    next: Handling['next'],
    id: string,
    error: string,
  ): void {
    const what = forward
      ? `Delivery ${id} could not be forwarded to ${handling.handler}`
      : `Handler ${handling.handler} failed on delivery ${id}`;
    if (next === undefined) {
      const again = forward ? 'forwarded' : 'run';
      log.error(`${what}, for good: it can be ${again} again from the inspector.`, error);
    } else {
      const wait = ((next.at - clock.now()) / 1_000).toFixed(1);
      log.warn(`${what}; attempt ${next.number} of ${attempts} follows in ${wait} s.`, error);
    }
  }

  async function resultOf({
    delivery,
    handling,
    handler,
    forward,
    stop,
  }: Run): Promise<(Forwarded & Pick<Attempt, 'log'>) | undefined> {
    if (forward !== undefined) {
      const isKept = async (): Promise<boolean> => (await store.get(delivery.id)) !== undefined;
      return forward.send(delivery, stop, isKept);
    }
    if (handler === undefined) {
      return { error: 'There is no handler for it any more.', isFinal: true };
    }
    if (isGivenUp(handling, attempts)) {
      return { error: 'The receiver ended each time that it was handled.', isFinal: true };
    }
    const origin = { handler: handling.handler, id: delivery.id };
    const logger = createAttemptLog(log, origin, clock.now);
    const error = await runAs(origin, () =>
      attempt(
        (signal) =>
          handler.handle(delivery, {
            ...circleCiFor(delivery, logger.log),
            log: logger.log,
            get signal() {
              return signal();
            },
            attempt: handling.next.number,
          }),
        { clock, timeoutMs, stop },
      ),
    );
    const logged = logger.end();
    return { ...(error !== undefined && { error }), ...(logged && { log: logged }) };
  }

  /**
   * Runs it, and calls `ended` before what came of it is written.
   *
   * @param isResumed whether an earlier process may have ended over it
   * @returns what is kept; undefined if it was stopped, to be run after the next start, or is no longer wanted
   */
  return async function runOnce(
    run: Run,
    isResumed: boolean,
    ended: () => void,
  ): Promise<Handling | undefined> {
    const { handling, forward, stop, record } = run;
    const { id } = run.delivery;
    const { number } = handling.next;
    // What brings the process down must not do so at every start.
    if (isResumed && forward === undefined) await run.noteBegun(id, begun(handling));
    const startedAt = clock.now();
    const result = await resultOf(run);
    const durationMs = clock.now() - startedAt;
    ended();
    if (result === undefined) return undefined;
    const { isFinal, retryAfterMs, ...outcome } = result;
    const { error } = outcome;
    const made = { number, startedAt, durationMs, ...outcome };
    if (error !== undefined && stop.aborted) {
      await record(id, cutOff(handling, made));
      return undefined;
    }
    const limit = isFinal === true ? number : attempts;
    const after = afterAttempt(handling, made, {
      limit,
      random: random(),
      leastWaitMs: retryAfterMs,
    });
    await record(id, after);
    if (error !== undefined) tell(run, after.next, id, error);
    return after;
  };
}
