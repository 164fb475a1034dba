import { write } from 'node:fs';

/** What may wait in memory for a terminal or pipe that stands still; more is dropped and counted. */
const CAPACITY_BYTES = 16 * 1024 * 1024;
/** The most bytes that UTF-8 takes for a unit of a string. */
const MAX_BYTES_PER_UNIT = 3;
const RETRY_MS = 10;

/** Where the log is written to. */
export interface Output {
  write(text: string): void;
  /** Waits until all that was written before has left the process. */
  flush(): Promise<void>;
}

export interface OutputEvents {
  /** Hears of the number of entries that were dropped since the output stood still, once it moves again. */
  readonly onDropped: (count: number) => void;
  /** Hears once that the output cannot be written to any more. Later writes are ignored. */
  readonly onBroken: (error: Error) => void;
}

/**
 * Writes to a file descriptor without waiting for it: what comes in one turn of the event loop is written together,
 * and while one buffer is being written, the next entries gather in another.
 *
 * Each entry is encoded at once into memory that is used again and again. That is why this is not a library:
 * sonic-boom and Node's own streams keep strings or small buffers, which took a fifth of the receiver's CPU
 * (measured).
 */
export function createOutput(fd: number, { onDropped, onBroken }: OutputEvents): Output {
  // The system gives memory to the part of a buffer that is used, and most of these never is.
  let gathering = Buffer.allocUnsafeSlow(CAPACITY_BYTES);
  let spare = Buffer.allocUnsafeSlow(CAPACITY_BYTES);
  let gathered = 0;
  let dropped = 0;
  let state: 'idle' | 'writing' | 'broken' = 'idle';
  let finish = (): void => undefined;

  function writeGathered(): void {
    const buffer = gathering;
    const length = gathered;
    gathering = spare;
    spare = buffer;
    gathered = 0;
    writeFrom(buffer, 0, length);
  }

  function writeFrom(buffer: Buffer, start: number, end: number): void {
    write(fd, buffer, start, end - start, null, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(writeFrom, RETRY_MS, buffer, start, end); // a full pipe that does not block
      } else if (error) {
        state = 'broken';
        finish();
        onBroken(error);
      } else if (start + written < end) {
        writeFrom(buffer, start + written, end);
      } else {
        afterWrite();
      }
    });
  }

  function afterWrite(): void {
    const count = dropped;
    dropped = 0;
    if (count > 0) onDropped(count);
    if (gathered > 0) {
      writeGathered();
    } else {
      state = 'idle';
      finish();
    }
  }

  return {
    write(text) {
      if (state === 'broken') return;
      if (gathered + text.length * MAX_BYTES_PER_UNIT > CAPACITY_BYTES) {
        dropped += 1;
        return;
      }
      gathered += gathering.write(text, gathered);
      if (state !== 'idle') return;
      state = 'writing';
      setImmediate(writeGathered);
    },
    async flush() {
      if (state !== 'writing') return;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
  };
}
