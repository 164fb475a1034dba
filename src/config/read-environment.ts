import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import dotenv from 'dotenv';
import { codeOf } from '../text/code-of';
import { ConfigError } from './config-error';
import { PROJECT_FOLDER } from './project-folder';
import type { Environment } from './variables';

/** Where variables are set. */
export interface VariableSources {
  readonly environment: Environment;
  /** The path of a file for what is not set there. */
  readonly envFile: string;
}

/** Those of this process, and of the project's `.env`. */
export const OWN_VARIABLES: VariableSources = {
  environment: process.env,
  envFile: join(PROJECT_FOLDER, '.env'),
};

/**
 * Reads the variables of the environment and, for what is not set there, of the project's `.env`.
 *
 * @throws {ConfigError} if `.env` cannot be read
 */
export function readEnvironment({ environment, envFile } = OWN_VARIABLES): Environment {
  return withFile(environment, readEnvFile(envFile));
}

/** Adds to an environment what it does not set and a `.env` file with this text does. */
export function withFile(environment: Environment, text = ''): Environment {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined);
  return { ...dotenv.parse(text), ...Object.fromEntries(set) };
}

/**
 * Reads the text of a `.env` file; undefined if there is none.
 *
 * @throws {ConfigError} if it cannot be read
 */
export function readEnvFile(path: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new ConfigError([
      `${path}: cannot be read (${codeOf(error)}); it must be a readable text file`,
    ]);
  }
  const isUtf16 =
    bytes.includes(0) || /^(?:\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2));
  if (!isUtf16) return bytes.toString();
  throw new ConfigError([`${path}: is in UTF-16, as PowerShell's > writes it; save it as UTF-8`]);
}
