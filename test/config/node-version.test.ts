import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeProblem, OLDEST_NODE } from '../../src/config/node-version';
import { PROJECT } from '../support/paths';

test.each(['0.12.18', '8.17.0', '18.20.8', '20.18.3'])('Node %s is too old', (version) => {
  expect(nodeProblem(version)).toBe(
    `This is Node ${version}, which is too old: install 22 or later from https://nodejs.org (20.19 still works).`,
  );
});

test.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0', '23.0.0-nightly2024'])(
  'Node %s will do',
  (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  },
);

const { engines, scripts } = z
  .object({ engines: z.object({ node: z.string() }), scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')));

test('the oldest is what package.json says', () => {
  expect(engines.node).toBe(`>=${OLDEST_NODE}`);
});

const entries = Object.values(scripts).flatMap((script) => /src\/\S+\.ts\b/.exec(script) ?? []);

test.each([...new Set(entries)])('%s looks at the version before anything else', (file) => {
  const [, first] = /^import (.*);$/m.exec(readFileSync(join(PROJECT, file), 'utf8')) ?? [];
  expect(first).toMatch(/^'\.\.?\/config\/require-node'$/);
});
