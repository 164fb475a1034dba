import { parseArgs } from 'node:util';
import { OPTIONS, type Task } from './options';
import { fail } from './usage-error';

type Arguments = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;

/** The values of the options that were given. */
export type Values = Arguments['values'];

/**
 * Splits a command line into options and words.
 *
 * @throws {UsageError} where an option is unknown, or lacks its value
 */
export function splitArguments(args: readonly string[]): Arguments {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [message = ''] = String(error instanceof Error ? error.message : error)
      .replaceAll('\n', ' ')
      .split(/\.? To specify a positional/); // no word here begins with a dash
    return fail(`${message.replace(/\.$/, '')}.`);
  }
}

/**
 * Checks that all options are for what is to be done, and that none is empty, as one is that a shell makes of a
 * variable that is not set.
 *
 * @param what what is to be done, in words
 * @throws {UsageError} where one is not for it, or empty
 */
export function checkOptions(values: Values, task: Task, what: string): void {
  for (const [name, value] of Object.entries(values)) {
    const option = Object.entries(OPTIONS).find(([known]) => known === name)?.[1];
    const tasks: readonly Task[] | undefined = option?.for;
    if (tasks !== undefined && !tasks.includes(task)) {
      if (task === 'event') fail(`--${name} is for a fixture alone: begin with the word fixture.`);
      fail(`--${name} is not for ${what}.`);
    }
    if (value === '') fail(`--${name} is empty: give it a value, or leave it out.`);
  }
}
