import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In the folder of what was closed as it should be: how its file looked then. */
const SEAL_FILE = 'seal';

/** Seals a file that was closed: as long as it stays as it is, it need not be looked through again. */
export async function seal(file: string, folder: string): Promise<void> {
  await writeFile(join(folder, SEAL_FILE), await looksOf(file), { mode: 0o600 });
}

/**
 * Takes the seal off, since it says nothing of what is to be written, or crashed over, from now on.
 *
 * @returns whether there was one, and the file is the one that was sealed
 */
export async function takeSeal(file: string, folder: string): Promise<boolean> {
  const sealFile = join(folder, SEAL_FILE);
  try {
    const sealed = await readFile(sealFile, 'utf8');
    await rm(sealFile);
    return sealed === (await looksOf(file));
  } catch {
    return false; // there is none, or it cannot be taken off
  }
}

async function looksOf(file: string): Promise<string> {
  const { size, mtimeNs } = await stat(file, { bigint: true });
  return `${size} ${mtimeNs}`;
}
