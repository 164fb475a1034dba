import { CircleCiApiError } from '../../circleci-api/api-error';
import { ConfigError } from '../../config/config-error';
import { InspectorError } from '../../http/ask-inspector';
import { ListenError } from '../../http/server';
import { StoreError } from '../../store/delivery-store';

/** What a command ends with. */
export const EXIT = {
  done: 0,
  /** It did not do what it was asked. */
  failed: 1,
  /** Its arguments or its configuration are wrong. */
  misused: 2,
  /** As a shell gives it for what SIGINT ends. */
  interrupted: 130,
} as const;

/** Tells why a command did not do what it was asked, and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Tells what is wrong with the arguments, and what to do. */
export class UsageError extends CommandError {}

/** Throws a usage error, also in the middle of an expression. */
export function fail(message: string): never {
  throw new UsageError(message);
}

/** Tells whether an error is one whose message says all that a person needs. */
export function isExplained(error: unknown): error is Error {
  return [
    CommandError,
    ConfigError,
    CircleCiApiError,
    InspectorError,
    ListenError,
    StoreError,
  ].some((kind) => error instanceof kind);
}

/** Gives the exit code for an error that is explained. */
export function exitCodeOf(error: Error): number {
  return error instanceof UsageError || error instanceof ConfigError ? EXIT.misused : EXIT.failed;
}
