import { isNativeError } from 'node:util/types';

/** Gives the code of an error of the system, as in `ENOENT`. */
export function codeOf(error: unknown): string {
  return isNativeError(error) && 'code' in error ? String(error.code) : 'unknown';
}
