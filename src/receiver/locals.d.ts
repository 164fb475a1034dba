import type { Delivery } from '../delivery';

declare module 'express-serve-static-core' {
  /** What the middleware hand on to those that come after them, as `res.locals`. */
  interface Locals {
    delivery: Delivery;
    /** From `performance.now()`, in milliseconds. */
    startedAt: number;
  }
}
