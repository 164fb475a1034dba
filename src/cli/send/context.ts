import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '../../circleci/samples/randomness';
import { VARIABLES } from '../../config/environment';
import { readEnvironment } from '../../config/read-environment';
import { readSecret } from '../../config/secrets';
import { readVariables } from '../../config/variables';
import { localOrigin } from '../../http/server';
import type { CommandContext } from '../framework/command';
import { fail } from '../framework/errors';
import type { Target } from './tasks';

/** What the sender works with. */
export interface Context extends Pick<CommandContext, 'terminal' | 'wait' | 'beforeInterrupt'> {
  /** Undefined if there is none to sign with. */
  readonly secret: string | undefined;
  /**
   * Tells where the receiver listens.
   *
   * @throws {ConfigError} if PORT or HOST is none
   */
  readonly address: () => { readonly port: number; readonly host: string | undefined };
  /**
   * Tells the port of the inspector; undefined if there is none.
   *
   * @throws {ConfigError} if it is no port
   */
  readonly inspectorPort: () => number | undefined;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly randomBytes: RandomBytes;
}

/**
 * Makes it of what a command gets. In the folder of another app, variables may be that app's: only those that
 * are needed are read, once they are.
 *
 * @throws {ConfigError} if `.env` cannot be read
 */
export function createContext(context: CommandContext): Context {
  const { port, host, inspectorPort } = VARIABLES;
  const variables = readEnvironment(context);
  return {
    ...context,
    secret: readSecret(variables),
    address: () => readVariables({ port, host }, variables),
    inspectorPort: () => inspectorPort.read(variables),
    clock: Date.now,
    randomBytes,
  };
}

/**
 * Gives the address to send to.
 *
 * @throws {UsageError} if nothing tells it
 * @throws {ConfigError} if PORT or HOST is none
 */
export function urlOf({ url }: Target, context: Context): URL {
  if (url !== undefined) return url;
  const address = context.address();
  if (address.port === 0) {
    fail('PORT is 0, which is any port: say with --url where the receiver listens.');
  }
  return new URL(localOrigin(address));
}

/** Says what to do if nothing listens. */
export function nobodyText(url: URL): string {
  return `Nothing listens at ${url.origin}: start the receiver with npm start, or say with --url where it is.`;
}

export const NO_SECRET_TEXT =
  'No secret is set, so there is no signature: set CIRCLECI_WEBHOOK_SECRET in .env, or use --secret.';
