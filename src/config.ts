import bytes from 'bytes';
import dotenv from 'dotenv';
import { z } from 'zod';
import { unquote, type Secrets } from './circleci/signature';

export interface Config {
  readonly port: number;
  /** Undefined for all interfaces. */
  readonly host: string | undefined;
  /** Undefined where signatures are not checked. */
  readonly secrets: Secrets | undefined;
  readonly bodyLimitBytes: number;
  readonly logFormat: 'pretty' | 'json';
  readonly logLevel: 'info' | 'debug';
  /** Undefined where it depends on whether the output is a terminal. */
  readonly color: boolean | undefined;
  /** The folder in which deliveries are kept. */
  readonly dataDir: string;
  /** How long a handler may take, in milliseconds. */
  readonly handlerTimeoutMs: number;
  /** How often a handler is tried. */
  readonly handlerAttempts: number;
  /** How many handlers may run at once. */
  readonly handlerConcurrency: number;
  /** How many deliveries are kept; 0 for none. */
  readonly retention: number;
  /** Undefined where there is to be no inspector. */
  readonly inspectorPort: number | undefined;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Sentences on what is allowed but probably not meant. */
  readonly warnings: readonly string[];
}

/** Tells what is wrong with the configuration, one line a variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const MAX_RETENTION = 1_000_000;

const MAX_HANDLER_TIMEOUT_MS = 60 * 60_000;
const MAX_HANDLER_ATTEMPTS = 100;
const MAX_HANDLER_CONCURRENCY = 1_000;

const MAX_BODY_LIMIT_BYTES = 100 * 1024 * 1024;

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  return port <= 65_535 ? port : undefined;
}

/** Makes a parser of whole numbers. */
function countFrom(least: number, most: number) {
  return (text: string): number | undefined => {
    const count = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
    return count >= least && count <= most ? count : undefined;
  };
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

function parseDuration(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(ms|s|m)$/i.exec(text) ?? [];
  const milliseconds = Math.round(Number(number) * (UNITS_MS[unit.toLowerCase()] ?? NaN));
  return milliseconds >= 1 && milliseconds <= MAX_HANDLER_TIMEOUT_MS ? milliseconds : undefined;
}

function parseSize(text: string): number | undefined {
  // The bytes package reads "12abc" as 12, hence the pattern.
  if (!/^\d+(\.\d+)?\s*(b|kb|mb)?$/i.test(text)) return undefined;
  const size = bytes.parse(text.replace(/\s/g, ''));
  return size !== null && size >= 1 && size <= MAX_BODY_LIMIT_BYTES ? size : undefined;
}

/** A variable that is trimmed, and that counts as not set where it is empty. */
function variable<T>(fallback: T, parse: (text: string) => T | undefined, allowed: string) {
  return z
    .string()
    .default('')
    .transform((raw, context): T => {
      const text = raw.trim();
      if (text === '') return fallback;
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: `${shown(text)} is not ${allowed}` });
      return z.NEVER;
    });
}

function oneOf<const T extends string>(fallback: T, ...others: readonly T[]) {
  const all = [fallback, ...others];
  return variable<T>(fallback, (text) => all.find((one) => one === text), all.join(' or '));
}

/** A value as it may stand in an error: short, and without control characters. */
function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

// Secrets are used as they are: trimming one here would hide why a check fails at ngrok's edge, or in production.
const secret = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

const environmentSchema = z.object({
  PORT: variable(
    3000,
    parsePort,
    'a port: use a whole number from 1 to 65535, or 0 for any that is free',
  ),
  HOST: variable<string | undefined>(undefined, (text) => text, 'a host name'),
  CIRCLECI_WEBHOOK_SECRET: secret,
  CIRCLECI_WEBHOOK_SECRET_PREVIOUS: secret,
  BODY_LIMIT: variable(
    1024 * 1024,
    parseSize,
    'a size: use a number of b, kb or mb from 1b to 100mb, as in 1mb',
  ),
  LOG_FORMAT: oneOf('pretty', 'json'),
  LOG_LEVEL: oneOf('info', 'debug'),
  DATA_DIR: variable('./data', (text) => text, 'a path'),
  RETENTION: variable(
    10_000,
    countFrom(0, MAX_RETENTION),
    'a number of deliveries: use a whole number from 0 (to keep none) to 1000000',
  ),
  HANDLER_TIMEOUT: variable(
    30_000,
    parseDuration,
    'a time: use a number of ms, s or m, up to 60m, as in 30s',
  ),
  HANDLER_ATTEMPTS: variable(
    5,
    countFrom(1, MAX_HANDLER_ATTEMPTS),
    'a number of attempts: use a whole number from 1 to 100',
  ),
  HANDLER_CONCURRENCY: variable(
    8,
    countFrom(1, MAX_HANDLER_CONCURRENCY),
    'a number of handlers: use a whole number from 1 to 1000',
  ),
  INSPECTOR_PORT: variable(
    4041,
    parsePort,
    'a port: use a whole number from 1 to 65535, or 0 for no inspector',
  ),
  NO_COLOR: z.string().optional(),
  FORCE_COLOR: z.string().optional(),
  TERM: z.string().optional(),
});

/**
 * Makes a typed configuration of environment variables.
 *
 * @throws {ConfigError} where a variable has a value that is not allowed
 */
export function parseConfig(environment: Environment): LoadedConfig {
  const result = environmentSchema.safeParse(environment);
  if (!result.success) {
    throw new ConfigError(
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const env = result.data;
  return {
    config: {
      port: env.PORT,
      host: env.HOST,
      secrets: secretsOf(env.CIRCLECI_WEBHOOK_SECRET, env.CIRCLECI_WEBHOOK_SECRET_PREVIOUS),
      bodyLimitBytes: env.BODY_LIMIT,
      logFormat: env.LOG_FORMAT,
      logLevel: env.LOG_LEVEL,
      color: wantsColor(env),
      dataDir: env.DATA_DIR,
      handlerTimeoutMs: env.HANDLER_TIMEOUT,
      handlerAttempts: env.HANDLER_ATTEMPTS,
      handlerConcurrency: env.HANDLER_CONCURRENCY,
      retention: env.RETENTION,
      inspectorPort:
        env.INSPECTOR_PORT === 0 || env.RETENTION === 0 ? undefined : env.INSPECTOR_PORT,
    },
    warnings: [
      ...(env.RETENTION === 0
        ? [
            'RETENTION is 0: nothing is kept, so no handler runs, and duplicates are not recognised.',
          ]
        : []),
      ...secretWarnings('CIRCLECI_WEBHOOK_SECRET', env.CIRCLECI_WEBHOOK_SECRET),
      ...secretWarnings('CIRCLECI_WEBHOOK_SECRET_PREVIOUS', env.CIRCLECI_WEBHOOK_SECRET_PREVIOUS),
    ],
  };
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
function wantsColor(env: z.output<typeof environmentSchema>): boolean | undefined {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return env.TERM === 'dumb' ? false : undefined;
}

/**
 * Reads the configuration from the environment and, for what is not set there, from the file `.env` in the
 * working directory.
 *
 * @throws {ConfigError} where a variable has a value that is not allowed, or `.env` cannot be read
 */
export function loadConfig(): LoadedConfig {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment[name] = value;
  }
  const { error } = dotenv.config({ quiet: true, processEnv: environment });
  if (error !== undefined && error.code !== 'ENOENT') {
    throw new ConfigError([
      `.env: cannot be read (${error.code}); it must be a readable text file`,
    ]);
  }
  return parseConfig(environment);
}
