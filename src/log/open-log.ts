import { isatty } from 'node:tty';
import type { Config } from '../config/config';
import { createLog, type Log } from './log';
import { createOutput, type Output } from './output';

const STDOUT = 1;
const STDERR = 2;

export interface OpenLog {
  readonly log: Log;
  /** Waits until all that was logged before has left the process. */
  readonly flush: () => Promise<void>;
  /** Ignores from now on that the output cannot be written to: its reader is known to be gone. */
  readonly ignoreWriteErrors: () => void;
}

/**
 * Opens the log of the process: deliveries to standard output, and everything else there too, or, as JSON is
 * for programs, to standard error.
 *
 * @throws (later, as an unhandled error) if the output cannot be written to any more
 */
export function openLog({ logFormat, color }: Pick<Config, 'logFormat' | 'color'>): OpenLog {
  let ignoresErrors = false;
  const open = (fd: number): Output =>
    createOutput(fd, {
      onDropped: (count) => {
        log.warn(`${count} entries are missing here: the output did not take them for too long.`);
      },
      onBroken: (error) => {
        if (!ignoresErrors)
          throw new Error('The log cannot be written any more.', { cause: error });
      },
    });
  const output = open(STDOUT);
  const notices = logFormat === 'json' ? open(STDERR) : output;
  const log = createLog({
    format: logFormat,
    color: logFormat === 'pretty' && (color ?? isatty(STDOUT)),
    output,
    notices,
  });
  return {
    log,
    async flush() {
      await Promise.all([output.flush(), notices.flush()]);
    },
    ignoreWriteErrors() {
      ignoresErrors = true;
    },
  };
}
