import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CircleCiApiError } from '../circleci-api/api-error';
import { ConfigError, inEnvironment, loadConfig, type LoadedConfig } from '../config/config';
import { escapeLines } from '../text/escape';
import { ListenError } from '../http/server';
import { StoreError } from '../store/delivery-store';
import { endWithReader } from './end-with-reader';
import { ownTerminal, type Terminal } from './terminal';

/** What a command ends with. */
export const EXIT = { done: 0, failed: 1, misused: 2 } as const;

/** Tells why a command did not do what it was asked, and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Tells what is wrong with the arguments. */
export class UsageError extends CommandError {}

export type Options = NonNullable<ParseArgsConfig['options']>;

/** The values of a command's options. */
export type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

export interface Command<O extends Options> {
  readonly options: O;
  /** What --help shows. */
  readonly usage: string;
  /** @returns the exit code */
  readonly run: (values: Values<O>, context: CommandContext) => Promise<number>;
}

export interface CommandContext extends LoadedConfig {
  readonly terminal: Terminal;
}

/** Runs a command with the arguments of this process, and sets its exit code. */
export async function runCommand<const O extends Options>(command: Command<O>): Promise<void> {
  const values = parseArguments(command);
  if (values === undefined) return;
  endWithReader(EXIT.failed);
  try {
    const loaded = loadConfig();
    const terminal = ownTerminal(loaded.config.color);
    process.exitCode = await command.run(values, { ...loaded, terminal });
  } catch (error) {
    process.exitCode = explainFailure(error);
  }
}

/** The options' values; undefined where there is nothing more to do. */
export function parseArguments<const O extends Options>({
  options,
  usage,
}: Pick<Command<O>, 'options' | 'usage'>): Values<O> | undefined {
  const help = { help: { type: 'boolean', short: 'h' } } as const;
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return undefined;
  }
  try {
    const taken = Object.keys(options).find(isTakenByNpm);
    if (taken !== undefined) {
      throw new UsageError(`npm took --${taken} for its own, for want of a -- before it`);
    }
    const { values } = parseArgs({ args, options: { ...options, ...help } });
    return values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : '';
    process.stderr.write(`${escapeLines(reason ?? '')}.\n\n${usage}`);
    process.exitCode = EXIT.misused;
    return undefined;
  }
}

/** Options that npm has too: they may be set for npm. */
const NPM_OPTIONS = ['json', 'yes'];

/** What stands before the `--` of `npm run … -- …`, npm keeps, and only tells in the environment. */
function isTakenByNpm(option: string): boolean {
  return !NPM_OPTIONS.includes(option) && (inEnvironment(`npm_config_${option}`) ?? '') !== '';
}

/**
 * Writes why a command failed, and gives its exit code.
 *
 * @throws the error, where it is not one that a person can do something about
 */
export function explainFailure(error: unknown): number {
  if (!isExplained(error)) throw error;
  process.stderr.write(`${escapeLines(error.message)}\n`);
  return error instanceof UsageError ? EXIT.misused : EXIT.failed;
}

/** Whether an error is one whose message says all that a person needs. */
export function isExplained(error: unknown): error is Error {
  return [ConfigError, CommandError, CircleCiApiError, ListenError, StoreError].some(
    (kind) => error instanceof kind,
  );
}
