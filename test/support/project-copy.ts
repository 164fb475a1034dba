import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './child';
import { temporaryFolder } from './temporary-folder';

/** Makes a copy of the project in which a test may change what it likes. */
export function projectCopy(): string {
  const folder = temporaryFolder();
  for (const name of ['src', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
