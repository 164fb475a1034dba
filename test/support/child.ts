import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { VARIABLES } from '../../src/config/environment';
import { namesOf } from '../../src/config/variables';
import { afterTest } from './clean-up';
import { COMPILED, PROJECT } from './paths';
import { compiledCopy } from './project-copy';
import { temporaryFolder } from './temporary-folder';
import { createChanges, within } from './wait';

/** The receiver that `npm start` runs, compiled. */
export const RECEIVER = join(COMPILED, 'index.js');

export interface Child {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until what it has written, to either, matches; fails if it ends first. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Waits for its end; its exit code, null if a signal ended it. */
  readonly exitCode: () => Promise<number | null>;
}

/** All that a child has of the shell that the tests run in. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR'];

/** As if no variable were set, neither in the environment nor in a `.env` that a developer may have. */
const NOTHING_SET = Object.fromEntries(namesOf(VARIABLES).map((name) => [name, '']));

/** Keeps a child to itself and to this machine. */
const APART = {
  PORT: '0',
  HOST: '127.0.0.1',
  INSPECTOR_PORT: '0',
  NGROK_API: 'off',
  NGROK_SERVER_ADDR: '127.0.0.1:1',
  CIRCLECI_HOST: 'http://127.0.0.1:1',
  NO_COLOR: '1',
  FORCE_COLOR: undefined, // an empty one says something too
  TERM: undefined,
};

/** A build takes as long as this on a busy machine. */
const LIMIT_MS = 90_000;

/**
 * Runs a command of the project, or of a copy of it, in a process group of its own that is ended after the test.
 *
 * @param environment a variable that is undefined is not set at all
 */
export function run(
  command: string,
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
  { cwd = PROJECT, stdin = 'ignore' }: { cwd?: string; stdin?: 'ignore' | 'pipe' } = {},
): Child {
  const child = spawn(command, args, {
    cwd,
    env: {
      ...Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
      ...{ ...NOTHING_SET, ...APART },
      ...{ DATA_DIR: temporaryFolder(), ...environment },
    },
    stdio: [stdin, 'pipe', 'pipe'],
    detached: true,
  });
  const closed = once(child, 'close');
  afterTest(async () => {
    killGroup(child, 'SIGKILL');
    await within(`the end of ${command}, which was killed`, closed);
  });
  const written = { stdout: '', stderr: '' };
  const changes = createChanges();
  const told = (): string =>
    `${[command, ...args].join(' ')} wrote:\n${written.stdout}\n${written.stderr}`;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      changes.tell();
    });
  }
  let ended = false;
  void closed.then(() => {
    ended = true;
    changes.tell();
  });

  return {
    process: child,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    until: async (pattern) =>
      changes.until(
        () => `${pattern}; ${told()}`,
        () => {
          const found = pattern.exec(written.stdout) ?? pattern.exec(written.stderr);
          if (found === null && ended) throw new Error(`It ended without ${pattern}; ${told()}`);
          return found ?? false;
        },
        LIMIT_MS,
      ),
    async exitCode() {
      await within(() => `the end; ${told()}`, closed, LIMIT_MS);
      return child.exitCode;
    },
  };
}

/** Runs a command that must succeed, and gives what it wrote. */
export async function succeed(
  command: string,
  args: readonly string[],
  cwd = PROJECT,
): Promise<string> {
  const child = run(command, args, {}, { cwd });
  const code = await child.exitCode();
  if (code === 0) return child.stdout();
  const written = child.stdout() + child.stderr();
  throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${written}`);
}

export interface RunningReceiver extends Child {
  readonly port: number;
  readonly url: string;
}

/** Runs the receiver as `npm start` does, but compiled, and without npm between it and its signals. */
export async function runReceiver(
  environment: Record<string, string> = {},
  nodeArgs: readonly string[] = [],
): Promise<RunningReceiver> {
  return listening(run('node', [...nodeArgs, RECEIVER], environment));
}

/** Waits until a receiver says where it listens. */
export async function listening(child: Child): Promise<RunningReceiver> {
  const [, port] = await child.until(/Running on {3}http:\/\/[^:]+:(\d+)/);
  return { ...child, port: Number(port), url: `http://127.0.0.1:${port ?? ''}` };
}

/** Runs one of the commands behind npm scripts, as a user does in a clone with a `.env` of its own: it is made one. */
export function runCli(
  name: string,
  args: readonly string[],
  environment: Record<string, string | undefined>,
  clone: string,
): Child {
  return run('node', cliArgs(name, args, clone), environment, { cwd: clone });
}

/** Does the same on what it takes for a terminal: its standard input is a pipe. */
export function runCliOnTerminal(
  name: string,
  args: readonly string[],
  environment: Record<string, string | undefined>,
  clone: string,
): Child {
  const asTerminal = join(PROJECT, 'test/support/as-terminal.cjs');
  return run('node', ['--require', asTerminal, ...cliArgs(name, args, clone)], environment, {
    cwd: clone,
    stdin: 'pipe',
  });
}

function cliArgs(name: string, args: readonly string[], clone: string): string[] {
  return [join(compiledCopy(clone), `src/cli/${name}.js`), ...args];
}

/** Sends a signal to a child and everything that it started. */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // it has ended already
  }
}
