import { setTimeout as wait } from 'node:timers/promises';
import { ConfigError } from '../../config/config-error';
import { VARIABLES } from '../../config/environment';
import { OWN_VARIABLES, readEnvironment } from '../../config/read-environment';
import type { Environment } from '../../config/variables';
import type { Command } from './command';
import { EXIT } from './errors';
import type { Options } from './options';
import { runCommand } from './run-command';
import { ownTerminal } from './terminal';

/** Runs a command with the arguments of this process, and ends it with the command's exit code. */
export async function main<O extends Options>(command: Command<O>): Promise<void> {
  // Whoever reads what it writes may have seen enough, as `head` does; a log sees to that itself.
  if (command.lasts !== true) process.stdout.on('error', () => process.exit(EXIT.failed));
  process.exitCode = await runCommand(command, process.argv.slice(2), {
    ...OWN_VARIABLES,
    terminal: ownTerminal(VARIABLES.color.read(variables())),
    wait: async (ms) => wait(ms),
    beforeInterrupt(act) {
      process.once('SIGINT', () => {
        const end = (): never => process.exit(EXIT.interrupted);
        Promise.resolve(act()).then(end, end);
      });
    },
  });
  if (command.lasts === true) process.exit(); // something of the app may be at work still
}

/** Gives those of the environment alone if `.env` cannot be read: the command says so if it needs that. */
function variables(): Environment {
  try {
    return readEnvironment();
  } catch (error) {
    if (error instanceof ConfigError) return OWN_VARIABLES.environment;
    throw error;
  }
}
