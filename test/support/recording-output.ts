import type { Output } from '../../src/log/output';
import { createChanges } from './wait';

export interface RecordingOutput extends Pick<Output, 'write'> {
  readonly entries: readonly string[];
  /** Waits until so many entries have been written, and gives the last of them. */
  readonly entry: (count: number) => Promise<string>;
}

/** Takes what a log writes, one entry a write, for a test to look at. */
export function recordingOutput(): RecordingOutput {
  const entries: string[] = [];
  const changes = createChanges();
  return {
    entries,
    write(text) {
      entries.push(text);
      changes.tell();
    },
    entry: async (count) =>
      changes.until(
        () => `entry ${count} of a log, which has ${entries.length}:\n${entries.join('\n')}`,
        () => entries[count - 1],
      ),
  };
}
