import type { Config } from '../../config/config';
import { whyUnreachable } from '../../tunnel/reach';
import { CommandError } from '../framework/errors';

/** Refuses a URL to which CircleCI cannot deliver, as far as the URL itself tells, with a command error. */
export function requireReachable(url: string, { circleCi }: Pick<Config, 'circleCi'>): void {
  const problem = whyUnreachable(url, circleCi.host);
  if (problem !== undefined) throw new CommandError(problem);
}
