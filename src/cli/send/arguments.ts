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
    // parseArgs goes on with what does not help here, such as how to begin a positional with a dash.
    const [sentence = ''] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
    return fail(`${sentence.replace(/\.$/, '')}.`);
  }
}

/**
 * Checks that all options are for what is to be done.
 *
 * @param what what is to be done, in words
 * @throws {UsageError} where one is not
 */
export function checkOptions(values: Values, task: Task, what: string): void {
  for (const name of Object.keys(values)) {
    const option = Object.entries(OPTIONS).find(([known]) => known === name)?.[1];
    const tasks: readonly Task[] | undefined = option?.for;
    if (tasks !== undefined && !tasks.includes(task)) {
      if (task === 'event') fail(`--${name} is for a fixture alone: begin with the word fixture.`);
      fail(`--${name} is not for ${what}.`);
    }
  }
}
