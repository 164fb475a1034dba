import { randomBytes } from 'node:crypto';
import { open, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import dotenv from 'dotenv';
import { codeOf } from '../../text/code-of';
import { CommandError } from '../framework/errors';
import { setVariable } from './set-variable';

/** Only for the user: there are secrets in it. */
const NEW_FILE_MODE = 0o600;

/**
 * Sets a variable in a `.env` file, and leaves every other byte of it as it is. The file is replaced at once:
 * whenever the process ends, there is the old one or the new one.
 *
 * @param value letters and digits alone
 * @throws {CommandError} if the file cannot be written, or has a value for the variable already
 */
export async function writeVariable(path: string, name: string, value: string): Promise<void> {
  try {
    const target = await targetOf(path);
    const before = await readIfThere(target);
    // One character a byte, so that bytes which are no UTF-8 stay as they are.
    const after = setVariable(before?.bytes.toString('latin1') ?? '', name, value);
    checkChange(before?.bytes ?? Buffer.alloc(0), Buffer.from(after, 'latin1'), name, value);
    await replace(target, Buffer.from(after, 'latin1'), before);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `${path} cannot be written (${codeOf(error)}): set ${name} in it yourself, to a long random text.`,
      { cause: error },
    );
  }
}

/** Finds where a link leads, also to what is not there yet: it is to stay a link. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const next = await readlink(path).catch(() => undefined);
    return next === undefined ? path : targetOf(resolve(dirname(path), next));
  }
}

interface Before {
  readonly bytes: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

async function readIfThere(path: string): Promise<Before | undefined> {
  try {
    const { mode, uid, gid } = await stat(path);
    return { bytes: await readFile(path), mode: mode & 0o777, uid, gid };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Reads both as the app will: only the one variable may differ, and it must not lose a value. */
function checkChange(before: Buffer, after: Buffer, name: string, value: string): void {
  const { [name]: old = '', ...others } = dotenv.parse(before);
  const { [name]: set, ...othersAfter } = dotenv.parse(after);
  if (old !== '') {
    throw new CommandError(
      `.env has a value for ${name} already, which is not to be lost: try again.`,
    );
  }
  if (set !== value || JSON.stringify(others) !== JSON.stringify(othersAfter)) {
    throw new CommandError(
      `.env is not written as expected: set ${name} in it yourself, to a long random text.`,
    );
  }
}

async function replace(path: string, bytes: Buffer, before: Before | undefined): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', NEW_FILE_MODE);
  try {
    await file.writeFile(bytes);
    // Only root may give a file to another user, and only root needs to.
    if (before) await file.chown(before.uid, before.gid).catch(() => undefined);
    await file.chmod(before?.mode ?? NEW_FILE_MODE);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}
