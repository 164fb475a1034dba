import type { RandomBytes } from '../../circleci/samples/randomness';
import type { Colors } from 'picocolors/types';
import { reachableHost } from '../../http/server';
import type { Target } from './commands';
import type { Terminal } from './progress';
import type { SenderConfig } from './sender-config';
import { UsageError } from './usage-error';

/** What the sender works with. */
export interface Context {
  readonly config: SenderConfig;
  /** Writes what was asked for. */
  readonly out: (text: string) => void;
  /** Writes all else, where that would disturb. */
  readonly note: (text: string) => void;
  /** Where a progress bar may be drawn. */
  readonly terminal: Terminal;
  readonly colors: Colors;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly randomBytes: RandomBytes;
  readonly wait: (ms: number) => Promise<void>;
  /** Has something done before Ctrl-C ends the process. */
  readonly beforeInterrupt: (act: () => void) => void;
}

/**
 * The address to send to.
 *
 * @throws {UsageError} where nothing tells it
 * @throws {ConfigError} where PORT is none
 */
export function urlOf({ url }: Target, config: SenderConfig): URL {
  if (url !== undefined) return url;
  const port = config.port();
  if (port === 0) {
    throw new UsageError(
      'PORT is 0, which is any port: say with --url where the receiver listens.',
    );
  }
  return new URL(`http://${reachableHost(config.host)}:${port}/`);
}

/** The secret to sign with; undefined where there is none. */
export function secretOf({ secret }: Target, config: SenderConfig): string | undefined {
  return secret ?? config.secret;
}

/** What to do where nothing listens. */
export function nobodyText(url: URL): string {
  return `Nothing listens at ${url.origin}: start the receiver with npm start, or say with --url where it is.`;
}

export const NO_SECRET_TEXT =
  'No secret is set, so there is no signature: set CIRCLECI_WEBHOOK_SECRET in .env, or use --secret.';
