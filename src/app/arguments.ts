import { parseArgs } from 'node:util';
import { isNativeError } from 'node:util/types';
import { ConfigError } from '../config/config-error';
import type { Environment } from '../config/variables';

/**
 * Reads the arguments of `npm start`, which stand for variables.
 *
 * @returns the variables that they set
 * @throws {ConfigError} if there are others
 */
export function parseStartArguments(args: readonly string[]): Environment {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { 'forward-to': { type: 'string', multiple: true } },
    });
    const targets = values['forward-to'];
    return targets === undefined ? {} : { FORWARD_TO: targets.join(' ') };
  } catch (error) {
    if (!isNativeError(error)) throw error;
    const [message] = error.message.split('. ');
    throw new ConfigError([
      `${message}: there is only --forward-to <address>, as in npm start -- --forward-to http://localhost:8000/hooks`,
    ]);
  }
}
