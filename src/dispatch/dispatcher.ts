import type { Delivery } from '../delivery/delivery';
import type { PlannedHandling } from '../delivery/handling';
import type { Forward } from '../forward/forward';
import type { Log } from '../log/log';
import type { DeliveryStore } from '../store/delivery-store';
import type { Handlers } from './handlers';
import type { RunnerOptions } from './runner';
import type { Left } from './task';

export interface DispatcherOptions extends Pick<RunnerOptions, 'circleCiFor'> {
  readonly handlers: Handlers;
  /** The apps to which deliveries go on. */
  readonly forwards?: readonly Forward[];
  readonly store: DeliveryStore;
  readonly log: Log;
  /** How long a handler may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a handler is tried. */
  readonly attempts: number;
  /** How many may run at once. */
  readonly concurrency: number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** Runs handlers and forwards on kept deliveries, at least once each: what is not done is in the store. */
export interface Dispatcher {
  /** Plans what is to be done with a delivery: to be kept with it, so that it is done even after a crash. */
  readonly plan: (delivery: Delivery) => readonly PlannedHandling[];
  /** Lets a delivery that is kept with its plan be handled, once it is its turn. */
  readonly enqueue: (id: string, delivery: Delivery, plan: readonly PlannedHandling[]) => void;
  /** Begins, with the deliveries that were left to be handled before. */
  readonly resume: (left: readonly Left[]) => void;
  /**
   * Handles a kept delivery from the start, whatever came of it before.
   * @returns whether there is a handler for it
   */
  readonly runAgain: (id: string) => Promise<boolean>;
  /**
   * Forwards a kept delivery from the start, whatever came of it before, and whatever the filter of a target is.
   *
   * @param target the address of one; undefined for all
   * @returns whether there is such a target
   */
  readonly forwardAgain: (id: string, target?: string) => Promise<boolean>;
  /** The apps to which deliveries go on. */
  readonly targets: readonly Pick<Forward, 'name' | 'awaySince'>[];
  /**
   * Starts nothing any more, and waits for the handlers that run. Those that take longer than `graceMs` see
   * their signal abort; what is not done by then is done after the next start, or by others.
   */
  readonly close: (graceMs: number) => Promise<void>;
}
