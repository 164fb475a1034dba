import { resolve, sep } from 'node:path';

/**
 * The folder in which `.env` and what DATA_DIR names are looked for: that of the project, wherever it is started from.
 * As a package of another project it has no place there for either, and would lose both at an update: then it is the
 * working directory.
 *
 * @param here the folder of this file, in `src/` or `dist/`
 */
export function projectFolder(here: string = __dirname): string {
  const own = resolve(here, '../..');
  return own.split(sep).includes('node_modules') ? process.cwd() : own;
}
