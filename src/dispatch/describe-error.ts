import { inspect } from 'node:util';
import { isNativeError } from 'node:util/types';

/** With stacks and causes, the text of an error may be long. */
const MAX_CHARACTERS = 4_000;

/** Describes anything that can be thrown, however odd: an error with its stack, and with what caused it. */
export function describeError(error: unknown): string {
  const text = describe(error);
  return isNativeError(error) ? text : `Thrown: ${text}`.slice(0, MAX_CHARACTERS);
}

/** Describes any value, however odd. */
export function describe(value: unknown): string {
  try {
    return inspect(value).slice(0, MAX_CHARACTERS);
  } catch {
    return 'something that cannot be shown';
  }
}
