import { isNativeError } from 'node:util/types';

/** Says in a few words why `fetch` failed. */
export function explainFetchError(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError') return `there was no answer within ${timeoutMs / 1_000} s`;
  const cause: unknown = error.cause ?? error;
  const code = isNativeError(cause) && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  return code === '' ? 'the request failed' : `the request failed (${code})`;
}
