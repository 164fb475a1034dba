import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync, version, type Options } from '@swc/core';
import { COMPILED, PROJECT } from './paths';

const SOURCES = join(PROJECT, 'src');

/** What the code was compiled by and how: all of it is compiled anew if this changes. */
const RECIPE_FILE = join(dirname(COMPILED), 'recipe');

/**
 * Brings the compiled code up to date with the sources. Only what changed is compiled.
 *
 * @param optionsFor gives undefined for a file that is to be copied as it is
 */
export function compileSources(optionsFor: (file: string) => Options | undefined): void {
  useRecipe(JSON.stringify([version, optionsFor('.ts'), optionsFor('.tsx')]));
  const wanted = filesIn(SOURCES).map((name) => {
    const source = join(SOURCES, name);
    const target = join(COMPILED, name.replace(/\.tsx?$/, '.js'));
    if (changedAt(target) !== changedAt(source)) bringUpToDate(source, target, optionsFor(source));
    return target;
  });
  for (const name of filesIn(COMPILED)) {
    const target = join(COMPILED, name);
    if (!wanted.includes(target)) rmSync(target);
  }
}

function useRecipe(recipe: string): void {
  mkdirSync(COMPILED, { recursive: true });
  writeFileSync(RECIPE_FILE, '', { flag: 'a' });
  if (readFileSync(RECIPE_FILE, 'utf8') === recipe) return;
  rmSync(COMPILED, { recursive: true });
  mkdirSync(COMPILED);
  writeFileSync(RECIPE_FILE, recipe);
}

function bringUpToDate(source: string, target: string, options: Options | undefined): void {
  mkdirSync(dirname(target), { recursive: true });
  const fresh = `${target}.${process.pid}`;
  if (options === undefined) {
    copyFileSync(source, fresh);
  } else {
    const module = { type: 'commonjs' } as const;
    const given = { ...options, module, filename: source };
    writeFileSync(fresh, transformSync(readFileSync(source, 'utf8'), given).code);
  }
  const { mtime } = statSync(source);
  utimesSync(fresh, mtime, mtime);
  renameSync(fresh, target); // at once, as the tests of another run may be reading it
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Tells when a file was changed, in whole milliseconds: what is set is not kept to the nanosecond. */
function changedAt(file: string): number | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats && Math.round(stats.mtimeMs);
}
