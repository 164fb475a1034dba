import { once } from 'node:events';
import { SonicBoom } from 'sonic-boom';

/** What may wait in memory for a terminal or pipe that does not take it; more is dropped and counted. */
const MAX_WAITING_CHARACTERS = 64 * 1024 * 1024;
const MAX_WRITE_CHARACTERS = 256 * 1024;

/** Where the log is written to. */
export interface Output {
  write(text: string): void;
  /** Writes what is waiting, and closes. */
  close(): Promise<void>;
}

export interface OutputEvents {
  /** Told of the number of entries that were dropped since the output stood still, once it moves again. */
  onDropped(count: number): void;
  /** Told once that the output cannot be written to any more. Later writes are dropped. */
  onBroken(error: Error): void;
}

/**
 * Writes to a file descriptor without waiting for it: while one write is under way, the next ones gather,
 * and then go out together.
 */
export function createOutput(fd: number, events: OutputEvents): Output {
  const stream = new SonicBoom({
    fd,
    sync: false,
    maxLength: MAX_WAITING_CHARACTERS,
    maxWrite: MAX_WRITE_CHARACTERS,
  });
  let dropped = 0;
  let usable = true;

  stream.on('drop', () => {
    dropped += 1;
  });
  stream.on('drain', () => {
    const count = dropped;
    dropped = 0;
    if (count > 0) events.onDropped(count);
  });
  stream.on('error', (error: Error) => {
    if (!usable) return;
    usable = false;
    stream.destroy();
    events.onBroken(error);
  });

  return {
    write(text) {
      if (usable) stream.write(text);
    },
    async close() {
      if (!usable) return;
      usable = false;
      const closed = once(stream, 'close');
      stream.end();
      await closed;
    },
  };
}
