import type { Pool } from 'pg';
import { within } from './within';

/** How long an answer is good for: anyone may ask, and as often as they like. In milliseconds. */
const GOOD_FOR_MS = 1_000;

/** How long a check may take, in milliseconds: whoever asks has time-outs of their own. */
const CHECK_TIMEOUT_MS = 2_000;

/** Makes what tells whether a database answers. */
export function createReadiness(pool: Pick<Pool, 'query'>): () => Promise<boolean> {
  let latest: { readonly isReady: Promise<boolean>; readonly until: number } | undefined;

  async function check(): Promise<boolean> {
    let isReady = false;
    const asked = pool.query('SELECT').then(
      () => {
        isReady = true;
      },
      () => undefined,
    );
    await within(CHECK_TIMEOUT_MS, asked);
    return isReady;
  }

  return async function isReady() {
    const now = performance.now();
    if (latest === undefined || now > latest.until) {
      latest = { isReady: check(), until: now + GOOD_FOR_MS };
    }
    return latest.isReady;
  };
}
