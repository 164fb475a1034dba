import { parseEvent, type ParsedEvent } from '../circleci/events';
import { parseBody } from '../circleci/summary';
import type { Delivery } from '../delivery/delivery';
import { isPlanned, type Handling } from '../delivery/handling';
import type { DeliveryStore, DeliverySummary, KeptDelivery } from '../store/delivery-store';

/** A delivery that an earlier process left to be handled. */
export type Left = Pick<DeliverySummary, 'id' | 'handlings'>;

/** A delivery with its event. */
export interface Fresh {
  readonly delivery: KeptDelivery;
  /** Undefined if it is no event. */
  readonly parsed: ParsedEvent | undefined;
}

/** A handler whose turn it is on a delivery. */
export interface Task {
  readonly id: string;
  readonly handler: string;
  /** For when it was planned: if it is planned anew meanwhile, there is another task for that. */
  readonly at: number;
  /** Whether it has waited as long as it must, or need not. */
  readonly isDue?: boolean;
  /** The key by which it has settled, unless another delivery has taken its place since. */
  readonly settledBy?: string;
  /** Whether it may have been running when an earlier process ended. */
  readonly isResumed?: boolean;
  /** Whether the store failed at it before. */
  readonly isTriedAgain?: true;
  /** What it is for, if it has just been kept: it need not be read and parsed again. */
  readonly fresh?: Fresh;
}

/** Makes of a delivery what it is once it is kept with its plan. */
export function freshOf(
  id: string,
  { parsed, isJson: _, ...delivery }: Delivery,
  handlings: readonly Handling[],
): Fresh {
  return { delivery: { ...delivery, id, handlings }, parsed };
}

/** Reads a delivery; gives undefined if it is not kept. */
export async function readKept(
  store: Pick<DeliveryStore, 'get'>,
  id: string,
): Promise<Fresh | undefined> {
  const delivery = await store.get(id);
  return delivery && { delivery, parsed: parseEvent(parseBody(delivery.body)) };
}

/** Makes a key of delivery and handler. */
export function keyOf({ id, handler }: Pick<Task, 'id' | 'handler'>): string {
  return JSON.stringify([id, handler]);
}

/** Lists what an earlier process left to be done on a delivery; what it may have ended over waits for nothing. */
export function tasksLeft({ id, handlings }: Left): Task[] {
  return handlings.filter(isPlanned).map(({ handler, next: { at, begun } }) => ({
    ...{ id, handler, at, isDue: begun !== undefined, isResumed: true },
  }));
}
