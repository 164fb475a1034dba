import { isPlanned } from '../delivery/handling';
import type { DeliverySummary } from '../store/delivery-store';

/** A delivery that an earlier process left to be handled. */
export type Left = Pick<DeliverySummary, 'id' | 'handlings'>;

/** A handler whose turn it is on a delivery. */
export interface Task {
  readonly id: string;
  readonly handler: string;
  /** For when it was planned: where it is planned anew meanwhile, there is another task for that. */
  readonly at: number;
  /** Whether it has waited as long as it must, or need not. */
  readonly isDue?: boolean;
  /** The key by which it has settled, unless another delivery has taken its place since. */
  readonly settledBy?: string;
  /** Whether it may have been running when an earlier process ended. */
  readonly isResumed?: boolean;
}

/** By delivery and handler. */
export function keyOf({ id, handler }: Pick<Task, 'id' | 'handler'>): string {
  return JSON.stringify([id, handler]);
}

/** What an earlier process left to be done on a delivery; what it may have ended over waits for nothing. */
export function tasksLeft({ id, handlings }: Left): Task[] {
  return handlings.filter(isPlanned).map(({ handler, next: { at, isSuspect = false } }) => ({
    ...{ id, handler, at, isDue: isSuspect, isResumed: true },
  }));
}
