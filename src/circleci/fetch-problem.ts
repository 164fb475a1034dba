import { z } from 'zod';

const TIMED_OUT = z.looseObject({ name: z.literal('TimeoutError') });
const CAUSED = z.looseObject({ cause: z.looseObject({ code: z.string() }) });

/** Says in a few words why `fetch` failed. */
export function explainFetchError(error: unknown, timeoutMs: number): string {
  if (TIMED_OUT.safeParse(error).success) {
    return `there was no answer within ${timeoutMs / 1_000} s`;
  }
  const code = CAUSED.safeParse(error).data?.cause.code;
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  return code === undefined ? 'the request failed' : `the request failed (${code})`;
}
