import { fail } from '../framework/errors';

/** A field that is to have another value. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * Reads an assignment such as `job.number=7`. The value is JSON if it can be, else text.
 *
 * @returns undefined if it is none
 */
export function parseAssignment(text: string): Assignment | undefined {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).split('.');
  return path.includes('') ? undefined : { path, value: parseValue(text.slice(equals + 1)) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Sets a field, in a copy; other keys keep their order. A number sets an element of a list, or appends one. What
 * is on the way there otherwise and is no map becomes one.
 *
 * @throws {UsageError} if a number is past a list's end
 */
export function assign(json: unknown, { path, value }: Assignment): unknown {
  return assignAt(json, path, 0, value);
}

function assignAt(json: unknown, path: readonly string[], depth: number, value: unknown): unknown {
  const key = path[depth];
  if (key === undefined) return value;
  const next = (before: unknown): unknown => assignAt(before, path, depth + 1, value);
  if (Array.isArray(json) && /^\d+$/.test(key)) return withElement(json, Number(key), next);
  const isMap = typeof json === 'object' && json !== null && !Array.isArray(json);
  const entries: [string, unknown][] = isMap ? Object.entries(json) : [];
  const entry = entries.find(([name]) => name === key);
  if (entry === undefined) entries.push([key, next(undefined)]);
  else entry[1] = next(entry[1]);
  return Object.fromEntries(entries); // defines what it is given: also `__proto__` is but a key
}

function withElement(
  list: readonly unknown[],
  index: number,
  next: (before: unknown) => unknown,
): unknown[] {
  if (index > list.length) {
    fail(
      `--set names element ${index} of a list that has ${list.length}: use 0 to ${list.length}, which appends.`,
    );
  }
  return [...list.slice(0, index), next(list[index]), ...list.slice(index + 1)];
}
