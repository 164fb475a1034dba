import { escapeLines } from '../../text/escape';
import { parseArguments } from './arguments';
import type { Command, CommandContext } from './command';
import { EXIT, exitCodeOf, isExplained, UsageError } from './errors';
import type { Options } from './options';

/**
 * Runs a command, and says what is wrong if it does not do what it was asked.
 *
 * @returns the exit code
 * @throws what no person can do something about
 */
export async function runCommand<O extends Options>(
  command: Command<O>,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { terminal, environment } = context;
  try {
    if (args.includes('--help') || args.includes('-h')) {
      const { helpText } = await import('./help');
      terminal.say(await helpText(command));
      return EXIT.done;
    }
    return await command.run(parseArguments(command, args, environment), context);
  } catch (error) {
    if (!isExplained(error)) throw error;
    const hint = error instanceof UsageError ? '\n--help tells what there is.' : '';
    terminal.warn(escapeLines(error.message) + hint);
    return exitCodeOf(error);
  }
}
