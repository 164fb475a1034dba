import { join } from 'node:path';
import type { Command, CommandContext } from '../../src/cli/framework/command';
import type { Options } from '../../src/cli/framework/options';
import { runCommand } from '../../src/cli/framework/run-command';
import { recordingTerminal } from './recording-terminal';
import { temporaryFolder } from './temporary-folder';

/** What came of a command. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions extends Partial<Pick<CommandContext, 'wait'>> {
  /** Where `.env` is. */
  readonly folder?: string;
}

/** Nothing outside of the test is asked, unless it says so. */
const NOTHING_OUTSIDE = {
  PORT: '0',
  HOST: '127.0.0.1',
  INSPECTOR_PORT: '0',
  NGROK_API: 'off',
  CIRCLECI_HOST: 'http://127.0.0.1:1',
};

/** Runs a command to its end, as its npm script does, but in this process. */
export async function callCommand<O extends Options>(
  command: Command<O>,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  { folder = temporaryFolder(), wait = async () => Promise.resolve() }: CallOptions = {},
): Promise<Called> {
  const terminal = recordingTerminal();
  const code = await runCommand(command, args, {
    terminal,
    wait,
    environment: { ...NOTHING_OUTSIDE, ...environment },
    envFile: join(folder, '.env'),
    beforeInterrupt: () => undefined,
  });
  return { code, ...(await terminal.written()) };
}
