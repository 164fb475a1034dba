import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import dotenv from 'dotenv';
import { CommandError } from './command';
import { setVariable } from './set-variable';

/** Only for the user: there are secrets in it. */
const NEW_FILE_MODE = 0o600;

/**
 * Sets a variable in a `.env` file, and leaves every other byte of it as it is. The file is replaced at once:
 * whenever the process ends, there is the old one or the new one.
 *
 * @param value letters and digits alone
 * @throws {CommandError} where the file cannot be written, or has a value for the variable already
 */
export async function writeVariable(path: string, name: string, value: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path); // a link stays one
    const before = await readIfThere(target);
    // One character a byte, so that bytes which are no UTF-8 stay as they are.
    const after = setVariable(before?.bytes.toString('latin1') ?? '', name, value);
    checkChange(before?.bytes ?? Buffer.alloc(0), Buffer.from(after, 'latin1'), name, value);
    await replace(target, Buffer.from(after, 'latin1'), before?.mode ?? NEW_FILE_MODE);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = isNativeError(error) && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandError(
      `${path} cannot be written (${code}): set ${name} in it yourself, to a long random text.`,
      { cause: error },
    );
  }
}

async function readIfThere(path: string): Promise<{ bytes: Buffer; mode: number } | undefined> {
  try {
    return { bytes: await readFile(path), mode: (await stat(path)).mode & 0o777 };
  } catch (error) {
    if (isNativeError(error) && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Reads both as the app will: only the one variable may differ, and it must not lose a value. */
function checkChange(before: Buffer, after: Buffer, name: string, value: string): void {
  const { [name]: old = '', ...others } = dotenv.parse(before);
  const { [name]: set, ...othersAfter } = dotenv.parse(after);
  if (old !== '') {
    throw new CommandError(
      `.env has a ${name}, but the environment, which comes first, has it empty: unset it there.`,
    );
  }
  if (set !== value || JSON.stringify(others) !== JSON.stringify(othersAfter)) {
    throw new CommandError(
      `.env is not written as expected: set ${name} in it yourself, to a long random text.`,
    );
  }
}

async function replace(path: string, bytes: Buffer, mode: number): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', NEW_FILE_MODE);
  try {
    await file.writeFile(bytes);
    await file.chmod(mode);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}
