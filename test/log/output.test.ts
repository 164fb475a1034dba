import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOutput, type OutputEvents } from '../../src/log/output';
import { run } from '../support/child';
import { afterTest } from '../support/clean-up';
import { gate } from '../support/gate';
import { temporaryFolder } from '../support/temporary-folder';

function unexpected(): OutputEvents {
  return {
    onDropped: (count) => {
      throw new Error(`${count} dropped`);
    },
    onBroken: (error) => {
      throw error;
    },
  };
}

interface Opened {
  readonly fd: number;
  readonly close: () => Promise<void>;
}

/** Opens a file. It is closed after the test, unless that closes it. */
function openFile(path: string, flags: string): Opened {
  const fd = openSync(path, flags);
  const close = afterTest(() => {
    closeSync(fd);
  });
  return { fd, close };
}

/** Makes a pipe with a name, held open at both ends. */
function openPipe(): { path: string; readEnd: Opened; writeEnd: Opened } {
  const path = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  return { path, readEnd: openFile(path, 'r+'), writeEnd: openFile(path, 'w') };
}

test('everything written before it is closed is there, in order', async () => {
  const path = join(temporaryFolder(), 'log');
  const output = createOutput(openFile(path, 'w').fd, unexpected());
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} é\n`);
  for (const line of lines) output.write(line);
  await output.flush();
  expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
});

test('a reader that went away is told of once, and later writes do no harm', async () => {
  const { readEnd, writeEnd } = openPipe();
  await readEnd.close();
  const broken: string[] = [];
  const told = gate('the word that the reader went away');
  const output = createOutput(writeEnd.fd, {
    ...unexpected(),
    onBroken: (error) => {
      broken.push(error.message);
      output.write('more\n');
      told.open();
    },
  });
  output.write('something\n');
  output.write('more\n');
  await told.opened();
  expect(broken).toEqual([expect.stringContaining('EPIPE')]);
});

test('what an output does not take is dropped beyond a bound, and counted', async () => {
  const { path, readEnd, writeEnd } = openPipe();
  const line = `${'x'.repeat(1024 * 1024 - 1)}\n`;
  let dropped = 0;
  const output = createOutput(writeEnd.fd, {
    ...unexpected(),
    onDropped: (count) => {
      dropped += count;
    },
  });
  for (let count = 0; count < 70; count += 1) output.write(line);

  const reader = run('grep', ['-c', '', path]);
  await output.flush();
  await writeEnd.close();
  await readEnd.close();
  expect(await reader.exitCode()).toBe(0);
  expect(dropped).toBeGreaterThan(0);
  expect(Number(reader.stdout()) + dropped).toBe(70);
});
