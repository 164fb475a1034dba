import { dirname, resolve } from 'node:path';
import { ConfigError } from './config-error';
import { nameWarnings, valueWarnings } from './env-warnings';
import { VARIABLES } from './environment';
import { PROJECT_FOLDER } from './project-folder';
import { OWN_VARIABLES, readEnvFile, withFile } from './read-environment';
import { secretWarnings } from './secrets';
import { namesOf, readVariables, type Environment, type ValuesOf } from './variables';

export type Config = ValuesOf<typeof VARIABLES>;

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

/**
 * Makes a typed configuration of environment variables.
 *
 * @param folder in which DATA_DIR and HANDLERS are, if they are relative
 * @throws {ConfigError} if a variable has a value that is not allowed
 */
export function parseConfig(environment: Environment, folder = PROJECT_FOLDER): ParsedConfig {
  const values = readVariables(VARIABLES, environment);
  const keepsNothing = values.retention === 0;
  if (values.role !== 'both' && (values.databaseUrl === undefined || keepsNothing)) {
    throw new ConfigError([
      `ROLE: ${values.role} needs a database that it shares with others; set DATABASE_URL${keepsNothing ? ', and RETENTION to more than 0' : ''}, or leave ROLE out`,
    ]);
  }
  return {
    config: {
      ...values,
      dataDir: resolve(folder, values.dataDir),
      handlers: values.handlers && resolve(folder, values.handlers),
      inspectorPort: keepsNothing ? undefined : values.inspectorPort,
    },
    warnings: [
      ...(keepsNothing
        ? [
            'RETENTION is 0: nothing is kept, so no handler runs, nothing is forwarded, and duplicates are not recognised.',
          ]
        : []),
      ...explainWarnings(values),
      ...secretWarnings(values.secrets),
    ],
  };
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
  const names = namesOf(VARIABLES).filter((name) => !VARIABLES.color.names.includes(name));
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

function explainWarnings({
  explainFailures,
  circleCi,
  secrets,
}: ValuesOf<typeof VARIABLES>): string[] {
  if (!explainFailures || (circleCi.token !== undefined && secrets !== undefined)) return [];
  const missing = circleCi.token === undefined ? 'CIRCLECI_TOKEN' : 'CIRCLECI_WEBHOOK_SECRET';
  return [`EXPLAIN_FAILURES is on, and does nothing without ${missing}: set that too.`];
}
