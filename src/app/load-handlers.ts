import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { ConfigError } from '../config/config-error';
import { checkHandlers, HandlersError, type Handlers } from '../dispatch/handlers';
import { escapeLine } from '../text/escape';
import { whyNotLoaded } from './why-not-loaded';

/** The project's own. */
const DEFAULT = join(__dirname, '../handlers');

/** If this file is TypeScript as it runs, something compiles it, and what it loads. */
const COMPILES = extname(__filename) === '.ts';

const TYPESCRIPT = ['.ts', '.tsx'];
const JAVASCRIPT = ['.js', '.cjs', '.mjs'];
const ENDS = COMPILES ? [...TYPESCRIPT, ...JAVASCRIPT] : [...JAVASCRIPT, ...TYPESCRIPT];

/**
 * Loads handlers from a file, with or without its end, or from the index of a folder.
 *
 * @param path undefined for those of the project
 * @throws {ConfigError} if there are none, or they cannot be loaded
 */
export function loadHandlers(path: string | undefined): Handlers {
  const file = findModule(path ?? DEFAULT);
  try {
    if (file === undefined) throw new HandlersError('is neither a module nor a folder with one');
    const handlers = exportedBy(file);
    checkHandlers(handlers);
    return handlers;
  } catch (error) {
    const problem = error instanceof HandlersError ? error.message : whyNotLoaded(error, file);
    const name = path === undefined ? 'Handlers' : 'HANDLERS';
    throw new ConfigError([escapeLine(`${name}: ${file ?? path ?? DEFAULT} ${problem}`)]);
  }
}

function findModule(path: string): string | undefined {
  const indexes = ENDS.map((end) => join(path, `index${end}`));
  return [path, ...ENDS.map((end) => path + end), ...indexes].find(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function exportedBy(file: string): unknown {
  if (!COMPILES && TYPESCRIPT.includes(extname(file))) {
    throw new HandlersError(
      'is TypeScript, which npm start compiles, and npm run start:prod does not: name a file of JavaScript',
    );
  }
  const module: unknown = createRequire(__filename)(file);
  return member(module, 'handlers') ?? member(member(module, 'default'), 'handlers');
}

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}
