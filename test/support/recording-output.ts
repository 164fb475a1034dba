import type { Output } from '../../src/log/output';

export interface RecordingOutput extends Pick<Output, 'write'> {
  readonly entries: readonly string[];
  /** Waits until so many entries have been written, and gives the last of them. */
  readonly entry: (count: number) => Promise<string>;
}

/** Takes what a log writes, one entry a write, for a test to look at. */
export function recordingOutput(): RecordingOutput {
  const entries: string[] = [];
  let wake: (() => void)[] = [];
  return {
    entries,
    write(text) {
      entries.push(text);
      for (const resolve of wake.splice(0)) resolve();
    },
    async entry(count) {
      while (entries.length < count) {
        await new Promise<void>((resolve) => {
          wake = [...wake, resolve];
        });
      }
      return entries[count - 1] ?? '';
    },
  };
}
