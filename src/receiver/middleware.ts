import type { RequestHandler, Response } from 'express';

/**
 * A middleware that reads or adds the facts it names, and sees no others: they are in `res.locals`, each under a key
 * of its own, which one module alone sets. Express's own types are left as they are for the rest of an app.
 */
export type Middleware<Facts extends object = object> = RequestHandler<
  Record<string, string>,
  unknown,
  unknown,
  unknown,
  Facts
>;

/** A response with the facts that a function reads or adds. */
export type With<Facts extends object> = Response<unknown, Facts>;
