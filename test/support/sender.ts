import { send as command } from '../../src/cli/send/command';
import { callCommand, type Called, type CallOptions } from './call-command';
import { SECRET } from './fixtures';

export interface Sent extends Called {
  /** What --json printed, one a line. */
  readonly lines: () => Record<string, unknown>[];
}

/** Runs the sender to its end, as `npm run send` does, but in this process. */
export async function send(
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
  options: CallOptions = {},
): Promise<Sent> {
  const own = { CIRCLECI_WEBHOOK_SECRET: SECRET, ...environment };
  const called = await callCommand(command, args, own, options);
  return {
    ...called,
    lines: () =>
      called.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
