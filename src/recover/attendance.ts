import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** In the folder of what is kept: when the receiver ran. */
const FILE = 'attendance.json';

const WRITE_EVERY_MS = 60_000;

/** What is shorter is a restart; what was sent meanwhile comes again. */
const SHORTEST_GAP_MS = 2 * 60_000;

const MAX_GAPS = 20;

const gapSchema = z.object({ from: z.number(), to: z.number(), filled: z.boolean() });
const recordSchema = z.object({ seenAt: z.number(), gaps: z.array(gapSchema) });

/** A time in which the receiver was not running; times are in milliseconds since 1970. */
export type Gap = Readonly<z.output<typeof gapSchema>>;

/** Knows when the receiver was not running. */
export interface Attendance {
  /** The newest of them, the oldest first. */
  readonly gaps: () => readonly Gap[];
  /** Notes that what was missed in a time was rebuilt. */
  readonly fill: (span: { readonly since: string; readonly until: string }) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Begins to note, once a minute and at the end, that the receiver runs: whenever it ends, that tells since when it did
 * not. What cannot be written is no reason to stop.
 *
 * @param folder in which the note is; undefined for none, and no gaps
 */
export async function attend(folder: string | undefined, clock = Date.now): Promise<Attendance> {
  const path = folder && join(folder, FILE);
  const before = path === undefined ? undefined : await readRecord(path);
  const now = clock();
  const isGap = before !== undefined && now - before.seenAt >= SHORTEST_GAP_MS;
  const ended = isGap ? [{ from: before.seenAt, to: now, filled: false }] : [];
  let gaps: readonly Gap[] = [...(before?.gaps ?? []), ...ended].slice(-MAX_GAPS);
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    if (path === undefined) return;
    writing = writing.then(async () => {
      const text = JSON.stringify({ seenAt: clock(), gaps });
      try {
        await writeFile(`${path}.new`, text, { mode: 0o600 });
        await rename(`${path}.new`, path); // so that it is never there by half
      } catch {
        // the folder is gone, or the disk full: the store tells of that
      }
    });
    return writing;
  }

  await write();
  const timer = setInterval(() => void write(), WRITE_EVERY_MS).unref();
  return {
    gaps: () => gaps,
    async fill({ since, until }) {
      const [from, to] = [Date.parse(since), Date.parse(until)];
      gaps = gaps.map((gap) => (gap.from >= from && gap.to <= to ? { ...gap, filled: true } : gap));
      await write();
    },
    async close() {
      clearInterval(timer);
      await write();
    },
  };
}

/** Gives undefined if there is none that can be read. */
async function readRecord(path: string): Promise<z.output<typeof recordSchema> | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
