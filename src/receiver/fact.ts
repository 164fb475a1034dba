import type { IncomingMessage } from 'node:http';

/** One thing that becomes known of a request on its way. Only the module that makes a fact sets it. */
export interface Fact<T> {
  readonly set: (req: IncomingMessage, value: T) => void;
  /** Undefined as long as it is not known. */
  readonly of: (req: IncomingMessage) => T | undefined;
}

/**
 * Makes a fact. Its type travels with it, so that nothing has to be added to the types of Express, which all of an
 * app would see.
 */
export function createFact<T>(): Fact<T> {
  const values = new WeakMap<IncomingMessage, T>();
  return {
    set: (req, value) => void values.set(req, value),
    of: (req) => values.get(req),
  };
}
