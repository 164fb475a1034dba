import type { EventIdentity } from '../circleci/summary';
import type { Failure } from '../circleci-api/failures';
import type { Answer, Delivery } from '../delivery/delivery';
import type { Handling } from '../delivery/handling';
import type { DeliveryFilter } from './filter';

/** How many deliveries are kept, the newest of each kind. */
export interface Retention {
  /** Of those that were let through, but for duplicates. */
  readonly accepted: number;
  /** Of those that brought an event once more. A call that is repeated again and again pushes out none but these. */
  readonly duplicates: number;
  /** Of all others: refused calls and visits. However many come, they push out none that was let through. */
  readonly others: number;
}

export interface SaveOptions {
  /** Whether the call was let through: it counts among the accepted then. */
  readonly accepted: boolean;
  /** What the event is known by. Of several accepted ones with the same, all but the first are duplicates. */
  readonly identity?: EventIdentity;
  /** What else the event may be known by: it is a duplicate too if another one has this as its identity. */
  readonly alias?: EventIdentity | undefined;
  /** What is to be done with it; a duplicate has nothing done. */
  readonly handlings?: readonly Handling[];
}

export interface Saved {
  readonly id: string;
  /** The id of the delivery that brought the same event first. */
  readonly duplicateOf?: string;
}

/** What a list shows of a kept delivery. */
export interface DeliverySummary extends Pick<
  Delivery,
  | 'receivedAt'
  | 'method'
  | 'url'
  | 'signature'
  | 'event'
  | 'bodyProblem'
  | 'duplicateOf'
  | 'replayOf'
  | 'edited'
  | 'sentTo'
  | 'chosenAnswer'
> {
  readonly id: string;
  /** Empty if no handler was meant for it. */
  readonly handlings: readonly Handling[];
  /** Absent as long as it is not answered. */
  readonly answer?: Pick<Answer, 'status' | 'durationMs'>;
}

export type KeptDelivery = Omit<DeliverySummary, 'answer'> &
  Pick<Delivery, 'remoteAddress' | 'httpVersion' | 'headers' | 'body' | 'hints' | 'notes'> & {
    readonly answer?: Answer;
  };

export interface ListOptions {
  readonly filter?: DeliveryFilter;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly before?: string;
  /** An id: only what arrived after it is listed. */
  readonly after?: string;
  /** Stops the looking, which is rejected then. */
  readonly signal?: AbortSignal;
}

export interface Page {
  /** Newest first. */
  readonly deliveries: readonly DeliverySummary[];
  /** What to list before, if there may be more. */
  readonly next?: string;
}

export interface Counts {
  readonly accepted: number;
  readonly others: number;
}

/** What handlers made of a workflow by running it again. */
export interface Reruns {
  /** How many reruns of handlers led to it, one after the other: 0 if it is none. */
  readonly depth: number;
  /** The id of the workflow as which a handler reran it; absent if none has. */
  readonly as?: string;
}

/**
 * Where deliveries are kept, through restarts and crashes. Several may be asked for at once.
 *
 * Any of its promises may be rejected if the storage fails; nothing is kept by half then.
 */
export interface DeliveryStore {
  /** Tells whether it can keep anything at present. */
  readonly isReady: () => Promise<boolean>;
  /**
   * Keeps a delivery, with its answer if it has one. Resolves once it is committed: from then on it is there,
   * whatever happens to the process.
   *
   * Ids sort in the order of arrival. Of several deliveries with the same identity, also of those that are
   * saved at the same moment, exactly one is no duplicate. That is remembered for longer than the delivery itself: for
   * 100,000 events or 30 days, whichever is less.
   *
   * What is over the retention goes soon after, the oldest first: there may be one in a hundred more. But what waits
   * to be handled stays until it is. It is rejected if far too much waits already.
   */
  readonly save: (delivery: Delivery, options: SaveOptions) => Promise<Saved>;
  /** Adds the answer to a kept delivery, or does nothing if it is no longer kept. */
  readonly recordAnswer: (id: string, answer: Answer) => Promise<void>;
  /** Puts a handling in the place of the one of the same handler, or does nothing if the delivery is gone. */
  readonly recordHandling: (id: string, handling: Handling) => Promise<void>;
  /** Keeps with a delivery why what it tells of failed, in the place of what was kept, or does nothing if it is gone. */
  readonly recordFailure: (id: string, failure: Failure) => Promise<void>;
  /** Gives what is kept of that, as long as the delivery is. */
  readonly failure: (id: string) => Promise<Failure | undefined>;
  /** Remembers that a handler reran a workflow, as which, and how deep that is: the newest thousands of them. */
  readonly recordRerun: (workflowId: string, as: string, depth: number) => Promise<void>;
  readonly reruns: (workflowId: string) => Promise<Reruns>;
  /** Lists the deliveries that wait to be handled, the oldest first. */
  readonly waiting: () => Promise<readonly Pick<DeliverySummary, 'id' | 'handlings'>[]>;
  /** Gives a delivery with all of it; undefined if none of this id is kept. */
  readonly get: (id: string) => Promise<KeptDelivery | undefined>;
  /** Lists what a filter lets through, newest first, a page at a time. */
  readonly list: (options: ListOptions) => Promise<Page>;
  readonly count: () => Promise<Counts>;
  /**
   * Forgets a delivery, what waits to be done with it, and that it brought its event: that may come again.
   * @returns whether it was kept
   */
  readonly delete: (id: string) => Promise<boolean>;
  /** Forgets all deliveries, and the identities of their events. */
  readonly clear: () => Promise<void>;
  /**
   * Tells of every change that this store makes.
   * @returns what ends the telling
   */
  readonly onChange: (listener: () => void) => () => void;
  /** Waits for what is under way. The store must not be used after. */
  readonly close: () => Promise<void>;
}

/** Tells what is wrong with the storage, and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
