import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { PROJECT } from './support/paths';

const TESTS = readdirSync(join(PROJECT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && !name.startsWith('support/'))
  .sort();

/** Tells whether there is such a folder, or a file that takes several tests. */
function isInSources(folder: string): boolean {
  const path = join(PROJECT, 'src', folder);
  return existsSync(path) || existsSync(`${path}.ts`);
}

const SRC = join(PROJECT, 'src');

const SOURCES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join(SRC, name));

function importsOf(path: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => resolve(dirname(path), fileName))
    .flatMap((found) => [`${found}.ts`, `${found}.tsx`, join(found, 'index.ts')])
    .filter((found) => existsSync(found));
}

/** Takes away what imports nothing, again and again: what is left stands in a circle, or leads to one. */
function withoutEnds(imports: ReadonlyMap<string, readonly string[]>): string[] {
  let left = [...imports.keys()];
  for (;;) {
    const leads = left.filter((path) => imports.get(path)?.some((one) => left.includes(one)));
    if (leads.length === left.length) return left;
    left = leads;
  }
}

test('no sources import each other in a circle, types neither', () => {
  const imports = new Map(SOURCES.map((path) => [path, importsOf(path)]));
  expect(imports.size).toBeGreaterThan(100);
  expect(withoutEnds(imports)).toEqual([]);
});

test("each function's docstring begins with a verb, as in Reads", () => {
  const docstring = /\/\*\*\s+(?:\* )?((?:(?!\*\/)[^])*)\*\/\s+(?:export )?(?:async )?function\b/g;
  const docstrings = SOURCES.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(docstring)].map(([, text = '']) => `${path}: ${text}`),
  );
  expect(docstrings.length).toBeGreaterThan(400);
  const verb = /: (?!As |Its |This )[A-Z][a-z]*s\b/;
  expect(docstrings.filter((text) => !verb.test(text))).toEqual([]);
});

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
