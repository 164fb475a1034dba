import type { Delivery } from '../delivery/delivery';
import type { ReceivedReplay } from '../delivery/replays';

declare module 'express-serve-static-core' {
  /** What the middleware hand on to those that come after them, as `res.locals`. */
  interface Locals {
    delivery: Delivery;
    /** From `performance.now()`, in milliseconds. */
    startedAt: number;
    /** Absent where the request is no replay. */
    replay?: ReceivedReplay;
    /**
     * The delivery's id in the store, once it is committed; undefined where it could not be kept. Absent where it is
     * kept at the end alone.
     */
    keeping?: Promise<string | undefined>;
    /** The answer's body, once it is sent. */
    answerBody?: Buffer;
  }
}
