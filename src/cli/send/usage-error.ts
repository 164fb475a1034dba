/** Tells what is wrong with a command line, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Throws a usage error, also in the middle of an expression. */
export function fail(message: string): never {
  throw new UsageError(message);
}
