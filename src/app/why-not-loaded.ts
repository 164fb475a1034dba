import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, stripVTControlCharacters } from 'node:util';
import { isNativeError } from 'node:util/types';

/**
 * Tells in a sentence why a module could not be loaded, and at which line.
 *
 * @param error that its loading threw
 * @returns the end of the sentence
 */
export function whyNotLoaded(error: unknown, file = ''): string {
  if (!isNativeError(error)) return `cannot be loaded: it throws ${firstLine(inspect(error))}`;
  if ('code' in error && error.code === 'ERR_REQUIRE_ASYNC_MODULE') {
    return 'cannot be loaded: it, or what it imports, has an await outside of all functions';
  }
  const name = error.name === 'Error' ? '' : `${error.name}: `;
  const place = placeOf(error, file);
  const at = place === undefined ? '' : ` (${place})`;
  return `cannot be loaded: ${name}${firstLine(error.message)}${at}`;
}

/** Gives the first line, without the cross that the compiler of TypeScript begins it with. */
function firstLine(text: string): string {
  const [line = ''] = stripVTControlCharacters(text).trim().split('\n');
  return line.replace(/^[x×] +/, '');
}

/** A line of a stack, the first line of one that tells of bad syntax, or one of the compiler of TypeScript. */
const PLACE =
  /^(?: +at (?:.* \(|async )?| +\S+\[)?(file:\/\/\S+?|(?:\/|[A-Za-z]:[\\/]).+?):(\d+)(?::\d+)?[)\]]?$/;

function placeOf(error: Error, file: string): string | undefined {
  if ('requireStack' in error && Array.isArray(error.requireStack)) {
    return String(error.requireStack[0]); // its own line is not told rightly
  }
  const lines = stripVTControlCharacters(error.stack ?? '').split('\n');
  for (const line of lines) {
    const [, found = '', number = ''] = PLACE.exec(line) ?? [];
    const path = found.startsWith('file:') ? fileURLToPath(found) : found;
    if (dirname(path) === __dirname) break; // what follows are our own
    if (path !== '' && !/[\\/]node_modules[\\/]/.test(path)) return `${path}:${number}`;
  }
  return error.name === 'SyntaxError' ? placeInModule(file) : undefined;
}

/** Finds bad syntax in an ES module, of which Node tells the line only as it ends. */
function placeInModule(file: string): string | undefined {
  const args = ['--check', '--input-type=module', '-'];
  const { stderr } = spawnSync(process.execPath, args, { input: readFileSync(file) });
  const [, line] = /^\S+:(\d+)$/m.exec(stderr.toString()) ?? [];
  return line && `${file}:${line}`;
}
