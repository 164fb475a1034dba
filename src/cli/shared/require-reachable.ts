import type { Config } from '../../config/config';
import { whyUnreachable } from '../../tunnel/reach';
import { CommandError } from '../framework/errors';

/** @throws {CommandError} if CircleCI cannot deliver to a URL, as far as the URL itself tells */
export function requireReachable(url: string, { circleCi }: Pick<Config, 'circleCi'>): void {
  const problem = whyUnreachable(url, circleCi.host);
  if (problem !== undefined) throw new CommandError(problem);
}
