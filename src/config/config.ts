import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import dotenv from 'dotenv';
import type { ForwardTarget } from './forward-to';
import { unquote, type Secrets } from '../circleci/signature';
import { codeOf } from '../text/code-of';
import { nameWarnings, valueWarnings } from './env-warnings';
import { VARIABLES } from './environment';
import { PROJECT_FOLDER } from './project-folder';
import type { Table, ValuesOf } from './variables';

/** How the internet reaches the receiver. */
export interface TunnelConfig {
  /** Whether the app opens a tunnel of its own. */
  readonly own: boolean;
  /** Base URL of a running ngrok agent's API; undefined if none is to be looked for. */
  readonly agentApi: URL | undefined;
  readonly authtoken: string | undefined;
  readonly domain: string | undefined;
  /** Of ngrok's service; undefined for the usual one. */
  readonly serverAddr: string | undefined;
  /** Whether ngrok's edge checks signatures too. */
  readonly verify: boolean;
}

/** How CircleCI's API is reached. */
export interface CircleCiConfig {
  readonly host: URL;
  readonly token: string | undefined;
  /** The project's slug. */
  readonly project: string | undefined;
}

export interface Config {
  readonly port: number;
  /** Undefined for all interfaces. */
  readonly host: string | undefined;
  /** Undefined if signatures are not checked. */
  readonly secrets: Secrets | undefined;
  readonly bodyLimitBytes: number;
  readonly logFormat: 'pretty' | 'json';
  readonly logLevel: 'info' | 'debug';
  /** Undefined if it depends on whether the output is a terminal. */
  readonly color: boolean | undefined;
  /** The folder in which deliveries are kept, from the root. */
  readonly dataDir: string;
  /** How long a handler may take, in milliseconds. */
  readonly handlerTimeoutMs: number;
  /** How often a handler is tried. */
  readonly handlerAttempts: number;
  /** How many handlers may run at once. */
  readonly handlerConcurrency: number;
  /** The apps to which deliveries go on. */
  readonly forwardTo: readonly ForwardTarget[];
  /** What goes to those that have no filter of their own; undefined for all. */
  readonly forwardFilter: string | undefined;
  /** How many deliveries are kept; 0 for none. */
  readonly retention: number;
  /** Undefined if there is to be no inspector. */
  readonly inspectorPort: number | undefined;
  readonly tunnel: TunnelConfig;
  readonly circleCi: CircleCiConfig;
}

interface ParsedConfig {
  readonly config: Config;
  /** Sentences on what is allowed but probably not meant. */
  readonly warnings: readonly string[];
}

export interface LoadedConfig extends ParsedConfig {
  readonly sources: ConfigSources;
}

/** Where a configuration comes from. */
export interface ConfigSources {
  /** The path of `.env`. */
  readonly envFile: string;
  readonly isThere: boolean;
  /** The variables that are set in the environment, which comes first. */
  readonly fromEnvironment: readonly string[];
}

/** Tells what is wrong with the configuration, one line a variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

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
 * Makes a typed configuration of environment variables.
 *
 * @param folder in which DATA_DIR is, if it is relative
 * @throws {ConfigError} if a variable has a value that is not allowed
 */
export function parseConfig(environment: Environment, folder = PROJECT_FOLDER): ParsedConfig {
  const env = parseVariables(VARIABLES, environment);
  return {
    config: {
      port: env.PORT,
      host: env.HOST,
      secrets: secretsOf(env.CIRCLECI_WEBHOOK_SECRET, env.CIRCLECI_WEBHOOK_SECRET_PREVIOUS),
      bodyLimitBytes: env.BODY_LIMIT,
      logFormat: env.LOG_FORMAT,
      logLevel: env.LOG_LEVEL,
      color: wantsColor(environment),
      dataDir: resolve(folder, env.DATA_DIR),
      handlerTimeoutMs: env.HANDLER_TIMEOUT,
      handlerAttempts: env.HANDLER_ATTEMPTS,
      handlerConcurrency: env.HANDLER_CONCURRENCY,
      forwardTo: env.FORWARD_TO,
      forwardFilter: env.FORWARD_FILTER,
      retention: env.RETENTION,
      inspectorPort:
        env.INSPECTOR_PORT === 0 || env.RETENTION === 0 ? undefined : env.INSPECTOR_PORT,
      tunnel: {
        own: env.TUNNEL === 'ngrok',
        agentApi: env.NGROK_API === 'off' ? undefined : env.NGROK_API,
        authtoken: env.NGROK_AUTHTOKEN,
        domain: env.NGROK_DOMAIN,
        serverAddr: env.NGROK_SERVER_ADDR,
        verify: env.NGROK_VERIFY === 'circleci',
      },
      circleCi: {
        host: env.CIRCLECI_HOST,
        token: env.CIRCLECI_TOKEN,
        project: env.CIRCLECI_PROJECT,
      },
    },
    warnings: [
      ...(env.RETENTION === 0
        ? [
            'RETENTION is 0: nothing is kept, so no handler runs, nothing is forwarded, and duplicates are not recognised.',
          ]
        : []),
      ...secretWarnings('CIRCLECI_WEBHOOK_SECRET', env.CIRCLECI_WEBHOOK_SECRET),
      ...secretWarnings('CIRCLECI_WEBHOOK_SECRET_PREVIOUS', env.CIRCLECI_WEBHOOK_SECRET_PREVIOUS),
    ],
  };
}

/**
 * Reads variables as values.
 *
 * @throws {ConfigError} if one has a value that is not allowed
 */
export function parseVariables<T extends Table>(table: T, environment: Environment): ValuesOf<T> {
  const readings = Object.entries(table).map(([name, read]) => ({
    name,
    ...read(environment[name]),
  }));
  const problems = readings.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${name}: ${problem}`],
  );
  if (problems.length > 0) throw new ConfigError(problems);
  // Each name has its own variable's value, which the type of Object.fromEntries does not tell.
  return Object.fromEntries(readings.map(({ name, value }) => [name, value])) as ValuesOf<T>;
}

function secretsOf(current: string | undefined, previous: string | undefined): Secrets | undefined {
  if (current === undefined) {
    if (previous === undefined) return undefined;
    throw new ConfigError([
      'CIRCLECI_WEBHOOK_SECRET: is not set, but CIRCLECI_WEBHOOK_SECRET_PREVIOUS is; set both while you rotate the secret, or only this one',
    ]);
  }
  return previous === undefined ? { current } : { current, previous };
}

function secretWarnings(name: string, secretText: string | undefined): string[] {
  if (secretText === undefined) return [];
  const warnings: string[] = [];
  const asItIs =
    "It is used as it is; take them out unless the webhook's Secret token has them too.";
  if (secretText.trim() !== secretText) {
    warnings.push(`${name} begins or ends with white space. ${asItIs}`);
  }
  if (unquote(secretText.trim()) !== secretText.trim()) {
    warnings.push(`${name} has quotes around it. ${asItIs}`);
  }
  return warnings;
}

/** As Node's own streams decide: https://nodejs.org/api/tty.html#writestreamgetcolordepthenv */
export function wantsColor({
  NO_COLOR: none = '',
  FORCE_COLOR: force,
  TERM: term,
}: Environment): boolean | undefined {
  if (force !== undefined) return force !== '0' && force !== 'false';
  return none !== '' || term === 'dumb' ? false : undefined;
}

/**
 * Reads the configuration from the environment and, for what is not set there, from `.env`.
 *
 * @throws {ConfigError} if a variable has a value that is not allowed, or `.env` cannot be read
 */
export function loadConfig(own = OWN_VARIABLES): LoadedConfig {
  const { environment, envFile } = own;
  const text = readEnvFile(envFile);
  const variables = withFile(environment, text);
  const { config, warnings } = parseConfig(variables, dirname(envFile));
  const names = Object.keys(VARIABLES).filter((name) => !OF_THE_TERMINAL.includes(name));
  const fromFile = names.filter((name) => environment[name] === undefined);
  const fromEnvironment = names.filter((name) => (environment[name] ?? '') !== '');
  return {
    config,
    warnings: [
      ...valueWarnings(text ?? '', fromFile),
      ...nameWarnings(variables, names),
      ...warnings,
    ],
    sources: { envFile, isThere: text !== undefined, fromEnvironment },
  };
}

/**
 * Reads the variables of the environment and, for what is not set there, of the project's `.env`.
 *
 * @throws {ConfigError} if `.env` cannot be read
 */
export function readEnvironment({ environment, envFile } = OWN_VARIABLES): Environment {
  return withFile(environment, readEnvFile(envFile));
}

/** They tell of the terminal, not of the receiver. */
const OF_THE_TERMINAL = ['NO_COLOR', 'FORCE_COLOR', 'TERM'];

function withFile(environment: Environment, text = ''): Environment {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined);
  return { ...dotenv.parse(text), ...Object.fromEntries(set) };
}

/** Gives undefined if there is none. */
function readEnvFile(path: string): string | undefined {
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
