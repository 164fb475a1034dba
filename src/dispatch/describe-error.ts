import { inspect } from 'node:util';
import { isNativeError } from 'node:util/types';

/** With stacks and causes, the text of an error may be long. */
const MAX_CHARACTERS = 4_000;

/** Describes anything that can be thrown, however odd: an error with its stack, and with what caused it. */
export function describeError(error: unknown): string {
  try {
    const text = isNativeError(error) ? inspect(error) : `Thrown: ${inspect(error)}`;
    return text.slice(0, MAX_CHARACTERS);
  } catch {
    return 'Thrown: something that cannot be shown';
  }
}
