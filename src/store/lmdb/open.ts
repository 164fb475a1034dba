import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, open as openFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { open, type RootDatabase } from 'lmdb';
import { codeOf } from '../../text/code-of';
import { StoreError } from '../delivery-store';
import { seal, takeSeal } from './seal';

/** Changes when data that an earlier version wrote can no longer be read. */
const FORMAT = 2;

const DATA_FILE = 'data.mdb';
const LOCK_FILE = 'lock.mdb';
const CHECK_SCRIPT = join(__dirname, 'check.cjs');

/** An open LMDB. */
export interface Lmdb {
  readonly root: RootDatabase;
  /** Tells whether its file is still where it was opened: what is written to one that was deleted is lost. */
  readonly isThere: () => boolean;
}

/**
 * Opens LMDB in a folder, which is made if it does not exist.
 *
 * @throws {StoreError} if the folder cannot be used, or what is in it is damaged
 */
export async function openLmdb(folder: string): Promise<Lmdb> {
  const path = resolve(folder);
  try {
    await makeFolder(path);
    const isSealed = await takeSeal(join(path, DATA_FILE), path);
    if (!isSealed && (await hasData(path))) await check(path);
    // Batching by event turns makes promises whose rejection, as on a full disk, nobody could handle.
    const root = open({ path, noSubdir: false, eventTurnBatching: false });
    await useFormat(root, path);
    for (const file of [DATA_FILE, LOCK_FILE]) await chmod(join(path, file), 0o600);
    const inode = inodeOf(path);
    return { root, isThere: () => inodeOf(path) === inode };
  } catch (error) {
    throw error instanceof StoreError
      ? error
      : new StoreError(explainOpenError(error, path), { cause: error });
  }
}

/** Makes a folder and those above it. Node's own way to do so never ends if the system makes none, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  try {
    await mkdir(path, { mode: 0o700 }); // what is kept is nobody else's business
  } catch (error) {
    if (!existsSync(path)) throw error; // another process has made it
  }
}

/** Closes what `openLmdb` opened in a folder, which spares the next start the look through the data. */
export async function closeLmdb(root: RootDatabase, folder: string): Promise<void> {
  await root.close();
  const path = resolve(folder);
  await seal(join(path, DATA_FILE), path).catch(() => undefined); // the data is kept, with or without it
}

function inodeOf(path: string): bigint | undefined {
  return statSync(join(path, DATA_FILE), { bigint: true, throwIfNoEntry: false })?.ino;
}

/** Says that others may look into a folder, if they may. */
export async function explainRights(folder: string): Promise<string | undefined> {
  const path = resolve(folder);
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0 || process.platform === 'win32') return undefined;
  return `DATA_DIR: others may look into ${path}, where what was delivered is kept: chmod 700 ${path}`;
}

async function hasData(path: string): Promise<boolean> {
  try {
    return (await stat(join(path, DATA_FILE))).size > 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Looks through data that was not closed, or changed since: in another process, for LMDB maps its file into memory
 * and trusts it, so that a damaged one can end the process that reads it.
 */
async function check(path: string): Promise<void> {
  await (await openFile(join(path, DATA_FILE), 'r+')).close(); // tells a missing right from damage
  try {
    await promisify(execFile)(process.execPath, [CHECK_SCRIPT, path]);
  } catch (error) {
    throw new StoreError(
      `DATA_DIR: the data in ${path} is damaged; move that folder away, or set DATA_DIR to another one, and start again with nothing kept`,
      { cause: error },
    );
  }
}

async function useFormat(root: RootDatabase, path: string): Promise<void> {
  const about = root.openDB<number, string>('about', {});
  const format = about.get('format');
  if (format === undefined) {
    await about.put('format', FORMAT);
  } else if (format !== FORMAT) {
    throw new StoreError(
      `DATA_DIR: the data in ${path} is of another version of this program; use that one, or set DATA_DIR to another folder`,
    );
  }
}

function explainOpenError(error: unknown, path: string): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case '13': // LMDB's errors have the system's number for a code
      return `DATA_DIR: ${path} cannot be written to by this user; give it the right to, or set DATA_DIR to a folder of its own`;
    case 'ENOENT':
    case '2':
      return `DATA_DIR: ${path} cannot be made; set DATA_DIR to a path where a folder can be`;
    case 'EEXIST':
    case 'ENOTDIR':
    case '20':
      return `DATA_DIR: ${path} is not a folder; set DATA_DIR to one, or to a path where one can be made`;
    case 'ENOSPC':
    case '28':
      return `DATA_DIR: there is no space left for ${path}; make some, or set DATA_DIR to a folder on another disk`;
    default:
      return `DATA_DIR: ${path} cannot be used (${String(error)}); set DATA_DIR to another folder`;
  }
}
