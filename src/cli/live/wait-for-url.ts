import { once } from 'node:events';
import { isAbortError } from '../../text/is-abort-error';
import type { PublicAddressSource } from '../../tunnel/public-address';
import { CommandError } from '../framework/errors';

const TIMEOUT_MS = 30_000;

/**
 * Waits until the receiver has a public URL.
 *
 * @returns undefined if the app is to stop before that
 * @throws {CommandError} if it gets none, or not within half a minute
 */
export async function waitForUrl(
  { current, events }: PublicAddressSource,
  stopping: AbortSignal,
): Promise<string | undefined> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
  for (;;) {
    const address = current();
    if (address.state === 'open') return address.url;
    if (address.state === 'failed') throw new CommandError(address.problem);
    try {
      await once(events, 'change', { signal });
    } catch (error) {
      if (!isAbortError(error)) throw error;
      if (stopping.aborted) return undefined;
      throw new CommandError(`There is no tunnel within ${TIMEOUT_MS / 1_000} s: try again.`);
    }
  }
}
