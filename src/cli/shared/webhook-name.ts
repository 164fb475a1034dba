import { hostname, userInfo } from 'node:os';
import { fail } from '../framework/errors';
import { text } from '../framework/options';

export const NAME_OPTION = text(
  'NAME',
  `name of the webhook, by which it is known again (default: ${defaultName()})`,
);

/**
 * Gives the name that --name sets, or else the default one.
 *
 * @throws {UsageError} if it is blank
 */
export function webhookName(given: string | undefined): string {
  return given?.trim() === '' ? fail('--name is empty.') : (given ?? defaultName());
}

/** Makes the name by which webhooks are known that were made on this machine. */
export function defaultName(): string {
  return `receiver (${userName()}@${hostname()})`.replace(/[^\x20-\x7e]/g, '-').slice(0, 100);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`; // in a container, a user may have no name
  }
}
