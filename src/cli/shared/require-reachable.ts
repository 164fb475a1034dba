import type { Config } from '../../config/config';
import { whyUnreachable } from '../../tunnel/public-address';
import { CommandError } from '../framework/errors';

/** @throws {CommandError} if CircleCI cannot deliver to a URL, as far as the URL itself tells */
export function requireReachable(url: string, { circleCi }: Pick<Config, 'circleCi'>): void {
  const problem = whyUnreachable(new URL(url), circleCi.host);
  if (problem !== undefined) throw new CommandError(`CircleCI will not reach ${url}: ${problem}.`);
}
