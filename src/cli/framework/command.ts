import type { parseArgs } from 'node:util';
import type { VariableSources } from '../../config/read-environment';
import type { Options } from './options';
import type { Terminal } from './terminal';

/** The values of the options that were given. */
export type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** What a command line says. */
export interface Given<O extends Options> {
  readonly values: Values<O>;
  /** What is no option. */
  readonly words: readonly string[];
}

/** What is outside of a command. */
export interface CommandContext extends VariableSources {
  readonly terminal: Terminal;
  readonly wait: (ms: number) => Promise<void>;
  /** Does something before Ctrl-C ends the process; a second one ends it at once. */
  readonly beforeInterrupt: (act: () => void | Promise<void>) => void;
}

/** A command behind an npm script: how it is called, what its help says, and what it does. */
export interface Command<O extends Options = Options> {
  /** The npm scripts that run it, the one that the help names first. */
  readonly scripts: readonly [string, ...string[]];
  /** The ways to call it, a line each. */
  readonly usage: readonly string[];
  /** What it does, in a line. */
  readonly summary: string;
  /** What it does and what it needs. */
  readonly about: string;
  readonly options: O;
  /** Whether it takes words beside its options. */
  readonly takesWords?: boolean;
  /** Gives what the help says beyond the options, a paragraph each. */
  readonly more?: () => Promise<readonly string[]>;
  /** What the exit codes 0 and 1 mean. */
  readonly exit: { readonly done: string; readonly failed: string };
  /** Whether it lasts until a signal ends it. */
  readonly lasts?: boolean;
  /** Runs it, and gives the exit code. */
  readonly run: (given: Given<O>, context: CommandContext) => Promise<number>;
}
