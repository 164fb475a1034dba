import { randomBytes } from 'node:crypto';
import { open, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import dotenv from 'dotenv';
import { codeOf } from '../../text/code-of';
import { CommandError } from '../framework/errors';
import { setVariable } from './set-variable';

/** Only for the user: there are secrets in it. */
const NEW_FILE_MODE = 0o600;

/**
 * Sets a variable in a `.env` file, and leaves every other byte of it as it is.
 *
 * @param value letters and digits alone
 * @throws {CommandError} if the file cannot be written, or has a value for the variable already
 */
export async function writeVariable(path: string, name: string, value: string): Promise<void> {
  await writeVariables(path, { [name]: { before: '', after: value } });
}

/** What a variable has before, and what it is to have. */
type Change = Readonly<Record<'before' | 'after', string>>;

/**
 * Sets variables in a `.env` file, and leaves every other byte of it as it is. The file is replaced at once:
 * whenever the process ends, there is the old one or the new one.
 *
 * @throws {CommandError} if the file cannot be written, or a variable has another value than told
 */
export async function writeVariables(
  path: string,
  changes: Readonly<Record<string, Change>>,
): Promise<void> {
  const names = Object.keys(changes).join(' and ');
  try {
    const target = await targetOf(path);
    const before = await readIfThere(target);
    // One character a byte, so that bytes which are no UTF-8 stay as they are.
    const after = Object.entries(changes).reduce(
      (text, [name, { after: value }]) => setVariable(text, name, quoted(value)),
      before?.bytes.toString('latin1') ?? '',
    );
    checkChanges(before?.bytes ?? Buffer.alloc(0), Buffer.from(after, 'latin1'), changes);
    await replace(target, Buffer.from(after, 'latin1'), before);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `${path} cannot be written (${codeOf(error)}): set ${names} in it yourself, to a long random text.`,
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

/** Puts what is not letters and digits alone into quotes in which all but a quote stands for itself. */
function quoted(value: string): string {
  const bytes = Buffer.from(value).toString('latin1');
  return /^\w*$/.test(value) ? value : `'${bytes}'`;
}

/** Reads both as the app will: only these variables may differ, and none must lose a value that is not known. */
function checkChanges(
  before: Buffer,
  after: Buffer,
  changes: Readonly<Record<string, Change>>,
): void {
  const [old, set] = [dotenv.parse(before), dotenv.parse(after)];
  for (const [name, change] of Object.entries(changes)) {
    if ((old[name] ?? '') === change.before) continue;
    throw new CommandError(
      `.env has a value for ${name} already, which is not to be lost: try again.`,
    );
  }
  const wanted = Object.entries(changes).map(([name, change]) => [name, change.after] as const);
  if (!isDeepStrictEqual({ ...set }, { ...old, ...Object.fromEntries(wanted) })) {
    throw new CommandError(
      `.env is not written as expected: set ${Object.keys(changes).join(' and ')} in it yourself, to a long random text.`,
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
