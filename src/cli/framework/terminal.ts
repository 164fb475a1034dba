import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types';

/** The person, or the program, that ran a command. */
export interface Terminal {
  readonly colors: Colors;
  /** Writes a result. */
  readonly say: (text: string) => void;
  /** Writes what is not a result: warnings, errors. */
  readonly warn: (text: string) => void;
  /**
   * Asks a question to be answered with yes or no; anything but a yes is a no.
   * @param signal ends the question with an AbortError
   * @returns undefined if no one is there to answer
   */
  readonly ask: (question: string, signal?: AbortSignal) => Promise<boolean | undefined>;
  /** Writes over the line that it wrote last; undefined if that is no terminal. */
  readonly overwrite: ((text: string) => void) | undefined;
}

const CLEAR_LINE = '\r\u001b[K';

interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
  /** Whether someone is there to answer. */
  readonly isInteractive: boolean;
  /** Whether what is written to `errors` may be written over. */
  readonly overwrites: boolean;
  readonly color: boolean;
}

export function createTerminal(options: TerminalOptions): Terminal {
  const { input, output, errors, isInteractive, overwrites, color } = options;
  return {
    colors: picocolors.createColors(color),
    say: (text) => output.write(`${text}\n`),
    warn: (text) => errors.write(`${text}\n`),
    overwrite: overwrites ? (text) => errors.write(CLEAR_LINE + text) : undefined,
    async ask(question, signal) {
      if (!isInteractive) return undefined;
      const readline = createInterface({ input, output });
      const closed = once(readline, 'close').then(() => '');
      try {
        const asked = readline.question(`${question} [y/N] `, { signal });
        const answer = await Promise.race([asked, closed]);
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        readline.close();
      }
    },
  };
}

/** Makes the terminal of this process. */
export function ownTerminal(color: boolean | undefined): Terminal {
  const { stdin, stdout, stderr } = process;
  return createTerminal({
    input: stdin,
    output: stdout,
    errors: stderr,
    isInteractive: stdin.isTTY && stdout.isTTY,
    overwrites: stderr.isTTY,
    color: color ?? stdout.isTTY,
  });
}
