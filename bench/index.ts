/**
 * Measures the receiver and its inspector. Compare ratios within one run, not figures between runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measurePages } from './inspector-pages';
import { measureStartUp } from './start-up';
import { measureSustained } from './sustained';
import { measureThroughput } from './throughput';

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    await measureThroughput(join(folder, 'throughput'));
    await measureSustained(join(folder, 'sustained'));
    await measurePages(join(folder, 'sustained'), join(folder, 'few'));
    await measureStartUp(join(folder, 'start-up'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
