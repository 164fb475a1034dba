import { z } from 'zod';

const TIMED_OUT = z.looseObject({ name: z.literal('TimeoutError') });
const CAUSED = z.looseObject({ cause: z.looseObject({ code: z.string() }) });

/** Says in a few words why a request failed, of `fetch` or of our own sender. */
export function explainFetchError(error: unknown, timeoutMs: number): string {
  const code = CAUSED.safeParse(error).data?.cause.code;
  if (TIMED_OUT.safeParse(error).success || code === 'ABORT_ERR') {
    return `there was no answer within ${timeoutMs / 1_000} s`;
  }
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  return code === undefined ? 'the request failed' : `the request failed (${code})`;
}
