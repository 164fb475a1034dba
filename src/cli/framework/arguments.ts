import { parseArgs } from 'node:util';
import { isNativeError } from 'node:util/types';
import type { Environment } from '../../config/variables';
import type { Command, Given } from './command';
import { fail } from './errors';
import type { Options } from './options';

/**
 * Splits a command line into the values of options and words.
 *
 * @throws {UsageError} if an option is unknown, empty, or taken by npm, or a word is one too many
 */
export function parseArguments<O extends Options>(
  { options, scripts, takesWords = false }: Pick<Command<O>, 'options' | 'scripts' | 'takesWords'>,
  args: readonly string[],
  environment: Environment,
): Given<O> {
  const script = scripts.find((name) => name === environment['npm_lifecycle_event']);
  const taken = Object.keys(options).find((name) => isTakenByNpm(name, environment));
  if (script !== undefined && taken !== undefined) {
    fail(
      `npm took --${taken} for itself: put -- before it, as in npm run ${script} -- --${taken}.`,
    );
  }
  const { values, positionals } = split(args, options, takesWords);
  for (const [name, value] of Object.entries(values)) {
    // As one is that a shell makes of a variable that is not set.
    if (value === '') fail(`--${name} is empty: give it a value, or leave it out.`);
  }
  return { values, words: positionals };
}

/** Options that npm has too: they may be set for npm. */
const NPM_OPTIONS = ['json', 'tag', 'yes'];

/** Looks in the environment, where alone npm tells what it kept of what stands before the `--`. */
function isTakenByNpm(option: string, environment: Environment): boolean {
  const isNegation = option.startsWith('no-');
  const value = environment[`npm_config_${option.replace(/^no-/, '').replaceAll('-', '_')}`];
  return !NPM_OPTIONS.includes(option) && value !== undefined && (value === '') === isNegation;
}

function split<O extends Options>(
  args: readonly string[],
  options: O,
  allowPositionals: boolean,
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: boolean }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals });
  } catch (error) {
    const [message = ''] = (isNativeError(error) ? error.message : String(error))
      .replaceAll('\n', ' ')
      .split(/\.? To specify a positional/); // no word here begins with a dash
    return fail(`${message.replace(/\.$/, '')}.`);
  }
}
