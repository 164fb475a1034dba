import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { COMPILED, PROJECT } from './paths';
import { temporaryFolder } from './temporary-folder';

/** Makes a copy of the project in which a test may change what it likes. */
export function projectCopy(): string {
  return copyInto(temporaryFolder(), [
    ...['src', 'package.json', 'tsconfig.json'].map((name) => join(PROJECT, name)),
  ]);
}

/** Makes a folder a copy of the compiled project, unless it is one: what else is in it, such as a `.env`, stays. */
export function compiledCopy(folder = temporaryFolder()): string {
  return existsSync(join(folder, 'src')) ? folder : copyInto(folder, [COMPILED]);
}

function copyInto(folder: string, paths: readonly string[]): string {
  for (const path of paths) cpSync(path, join(folder, basename(path)), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
