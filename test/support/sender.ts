import { join } from 'node:path';
import { run } from './child';
import { SECRET } from './fixtures';
import { COMPILED } from './paths';

export interface Sent {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What --json printed, one a line. */
  readonly lines: () => Record<string, unknown>[];
}

/** Runs the sender to its end, as `npm run send` does, but without npm's own lines. */
export async function send(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Sent> {
  const child = run('node', [join(COMPILED, 'cli/send.js'), ...args], {
    CIRCLECI_WEBHOOK_SECRET: SECRET,
    ...environment,
  });
  const code = await child.exitCode();
  return {
    code,
    stdout: child.stdout(),
    stderr: child.stderr(),
    lines: () =>
      child
        .stdout()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
