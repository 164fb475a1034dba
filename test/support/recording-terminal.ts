import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createTerminal, type Terminal } from '../../src/cli/framework/terminal';

export interface RecordingTerminal extends Terminal {
  /** Gives what was said and warned, once no more comes. */
  readonly written: () => Promise<{ readonly stdout: string; readonly stderr: string }>;
}

/** Makes a terminal at which no one sits, and which is none for a bar or colours. */
export function recordingTerminal(): RecordingTerminal {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const none = { isInteractive: false, overwrites: false, color: false };
  return {
    ...createTerminal({ input, output, errors, ...none }),
    async written() {
      output.end();
      errors.end();
      return { stdout: await text(output), stderr: await text(errors) };
    },
  };
}
