import { ConfigError } from './config-error';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A value that is read from one or more environment variables. Without a library of schemas, which would take a third
 * of the time that a ping takes.
 */
export class Variable<T> {
  constructor(
    readonly names: readonly string[],
    /** @throws {ConfigError} if it has a value that is not allowed */
    readonly read: (environment: Environment) => T,
  ) {}

  /** Makes another value of the one that is read. */
  map<U>(change: (value: T) => U): Variable<U> {
    return new Variable(this.names, (environment) => change(this.read(environment)));
  }
}

/** Variables by what they set, in groups or not. */
export interface Table {
  readonly [key: string]: Variable<unknown> | Table;
}

/** The values of a table's variables. */
export type ValuesOf<T extends Table> = {
  readonly [Key in keyof T]: T[Key] extends Variable<infer Value>
    ? Value
    : T[Key] extends Table
      ? ValuesOf<T[Key]>
      : never;
};

/** Lists the names of a table's variables. */
export function namesOf(table: Table): string[] {
  return Object.values(table).flatMap((entry) =>
    entry instanceof Variable ? entry.names : namesOf(entry),
  );
}

/**
 * Reads variables as values.
 *
 * @throws {ConfigError} on all that have a value that is not allowed
 */
export function readVariables<T extends Table>(table: T, environment: Environment): ValuesOf<T> {
  const problems: string[] = [];
  const values = Object.entries(table).map(([key, entry]) => {
    try {
      const isOne = entry instanceof Variable;
      return [key, isOne ? entry.read(environment) : readVariables(entry, environment)];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  // Each key has its own variable's value, which the type of Object.fromEntries does not tell.
  return Object.fromEntries(values) as ValuesOf<T>;
}

/** Makes a variable that is trimmed, and that counts as not set if it is empty. */
export function variable<T>(
  name: string,
  fallback: T,
  parse: (text: string) => T | undefined,
  allowed: string,
): Variable<T> {
  return new Variable([name], ({ [name]: raw = '' }) => {
    const text = raw.trim();
    if (text === '') return fallback;
    const value = parse(text);
    if (value === undefined) throw new ConfigError([`${name}: ${shown(text)} is not ${allowed}`]);
    return value;
  });
}

/** Makes one that has no default. */
export function optional<T>(
  name: string,
  parse: (text: string) => T | undefined,
  allowed: string,
): Variable<T | undefined> {
  return variable<T | undefined>(name, undefined, parse, allowed);
}

/** Makes one that is a token, which goes into headers, and which no error may show. */
export function token(name: string): Variable<string | undefined> {
  return new Variable([name], ({ [name]: raw = '' }) => {
    const text = raw.trim();
    if (text === '') return undefined;
    if (/^[\x21-\x7e]+$/.test(text)) return text;
    throw new ConfigError([`${name}: has characters that no token has; copy it again`]);
  });
}

/** Makes one that is one of some words, the first of which is the default. */
export function oneOf<const T extends string>(
  name: string,
  fallback: T,
  ...others: readonly T[]
): Variable<T> {
  const all = [fallback, ...others];
  return variable<T>(name, fallback, (text) => all.find((one) => one === text), all.join(' or '));
}

/**
 * Writes a value as it may stand in an error: short, without control characters, and without what may be a token or
 * password, which was put into the wrong variable or is part of an address.
 */
function shown(text: string): string {
  const masked = text
    .replace(/[\w-]{20,}/g, (run) => `${run.slice(0, 4)}…`)
    .replace(/\/\/[^/@]*@/, '//…@');
  return JSON.stringify(masked.length > 40 ? `${masked.slice(0, 40)}…` : masked);
}
