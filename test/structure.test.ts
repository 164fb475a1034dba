import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from './support/paths';

const TESTS = readdirSync(join(PROJECT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && !name.startsWith('support/'))
  .sort();

/** Whether there is such a folder, or a file that takes several tests. */
function isInSources(folder: string): boolean {
  const path = join(PROJECT, 'src', folder);
  return existsSync(path) || existsSync(`${path}.ts`);
}

test('each test stands where its source does', () => {
  expect(TESTS.filter((name) => !isInSources(dirname(name)))).toEqual([]);
});

test('each test that docs/security.md names is there', () => {
  const text = readFileSync(join(PROJECT, 'docs/security.md'), 'utf8');
  const named = [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, name = '']) => name);
  expect(named).toContain('test/circleci/signature');
  const isThere = (name: string): boolean =>
    ['', '.ts', '.test.ts'].some((end) => existsSync(join(PROJECT, name + end)));
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});
