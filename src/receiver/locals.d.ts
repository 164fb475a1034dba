import type { Delivery } from '../delivery';
import type { ReceivedReplay } from '../replays';

declare module 'express-serve-static-core' {
  /** What the middleware hand on to those that come after them, as `res.locals`. */
  interface Locals {
    delivery: Delivery;
    /** From `performance.now()`, in milliseconds. */
    startedAt: number;
    /** Absent where the request is no replay. */
    replay?: ReceivedReplay;
    /** The id of the delivery in the store; absent while it is not kept. */
    keptAs?: string;
    /** The answer's body, once it is sent. */
    answerBody?: Buffer;
  }
}
