import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder';

export const PROJECT = join(__dirname, '../..');

/** Makes a copy of the project in which a test may change what it likes. */
export function projectCopy(): string {
  const folder = temporaryFolder();
  copyProjectInto(folder);
  return folder;
}

/** Makes a folder a copy of the project, unless it is one: what else is in it, such as a `.env`, stays. */
export function copyProjectInto(folder: string): void {
  if (existsSync(join(folder, 'src'))) return;
  for (const name of ['src', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
}
