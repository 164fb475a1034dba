import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOutput, type OutputEvents } from '../../src/log/output';
import { temporaryFolder } from '../support/temporary-folder';

const folder = temporaryFolder();

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

test('everything written before it is closed is there, in order', async () => {
  const path = join(folder, 'log');
  const fd = openSync(path, 'w');
  const output = createOutput(fd, unexpected());
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} é\n`);
  for (const line of lines) output.write(line);
  await output.flush();
  expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
});

/** A pipe with a name, held open at both ends. */
function openPipe(name: string): { path: string; readEnd: number; writeEnd: number } {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return { path, readEnd: openSync(path, 'r+'), writeEnd: openSync(path, 'w') };
}

test('a reader that went away is told of once, and later writes do no harm', async () => {
  const { readEnd, writeEnd } = openPipe('broken');
  closeSync(readEnd);
  const broken: string[] = [];
  await new Promise<void>((resolve) => {
    const output = createOutput(writeEnd, {
      ...unexpected(),
      onBroken: (error) => {
        broken.push(error.message);
        output.write('more\n');
        resolve();
      },
    });
    output.write('something\n');
    output.write('more\n');
  });
  expect(broken).toEqual([expect.stringContaining('EPIPE')]);
});

test('what an output does not take is dropped beyond a bound, and counted', async () => {
  const { path, readEnd, writeEnd } = openPipe('stuck');
  const line = `${'x'.repeat(1024 * 1024 - 1)}\n`;
  let dropped = 0;
  const output = createOutput(writeEnd, {
    ...unexpected(),
    onDropped: (count) => {
      dropped += count;
    },
  });
  for (let count = 0; count < 70; count += 1) output.write(line);

  const reader = spawn('grep', ['-c', '', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await output.flush();
  closeSync(writeEnd);
  closeSync(readEnd);
  const [counted] = (await once(reader.stdout, 'data')) as [Buffer];
  expect(dropped).toBeGreaterThan(0);
  expect(Number(counted) + dropped).toBe(70);
});
