import type { PublicAddress, PublicAddressSource } from '../../tunnel/public-address';
import { CommandError } from '../framework/errors';

const TIMEOUT_MS = 30_000;

/**
 * Waits until the receiver has a public URL.
 *
 * @returns undefined if the app is to stop before that
 * @throws {CommandError} if it gets none, or not within half a minute
 */
export async function waitForUrl(
  source: PublicAddressSource,
  stopping: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      settle();
      reject(new CommandError(`There is no tunnel within ${TIMEOUT_MS / 1_000} s: try again.`));
    }, TIMEOUT_MS);
    const look = (address: PublicAddress): void => {
      if (address.state === 'open') {
        settle();
        resolve(address.url);
      } else if (address.state === 'failed') {
        settle();
        reject(new CommandError(address.problem));
      }
    };
    const giveUp = (): void => {
      settle();
      resolve(undefined);
    };
    const stopLooking = source.onChange(look);
    function settle(): void {
      clearTimeout(timer);
      stopLooking();
      stopping.removeEventListener('abort', giveUp);
    }
    stopping.addEventListener('abort', giveUp);
    look(source.current());
    if (stopping.aborted) giveUp();
  });
}
