/**
 * Measures the receiver and its inspector. Compare ratios within one run, not figures between runs.
 *
 *     npm run bench -- [--quick] [part…]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureForwarding } from './forwarding';
import { measurePages } from './inspector-pages';
import { measureSearchDelay } from './search-delay';
import { measureStartUp } from './start-up';
import { measureSustained } from './sustained';
import { measureThroughput } from './throughput';

type Measure = (folder: string, quick: boolean) => Promise<void>;

const PARTS: ReadonlyMap<string, Measure> = new Map([
  ['throughput', measureThroughput],
  ['sustained', measureSustained],
  ['forwarding', measureForwarding],
  ['pages', measurePages],
  ['search', measureSearchDelay],
  ['start-up', measureStartUp],
]);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const all = [...PARTS.keys()];
  const names = positionals.length > 0 ? positionals : all;
  const unknown = names.find((name) => !PARTS.has(name));
  if (unknown !== undefined) {
    throw new Error(`There is no part "${unknown}". There are: ${all.join(', ')}.`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    for (const name of names) await PARTS.get(name)?.(join(folder, name), values.quick);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
