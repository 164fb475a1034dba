import { fail } from './usage-error';

/** A field that is to have another value. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * Reads an assignment such as `job.number=7`. The value is JSON where it can be, else text.
 *
 * @returns undefined where it is none
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
 * @throws {UsageError} where a number is past a list's end
 */
export function assign(json: unknown, { path, value }: Assignment): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(json) && /^\d+$/.test(key)) {
    return assignElement(json, Number(key), rest, value);
  }
  const isMap = typeof json === 'object' && json !== null && !Array.isArray(json);
  const entries: [string, unknown][] = isMap ? Object.entries(json) : [];
  const entry = entries.find(([name]) => name === key);
  const next = assign(entry?.[1], { path: rest, value });
  if (entry === undefined) entries.push([key, next]);
  else entry[1] = next;
  return Object.fromEntries(entries); // defines what it is given: also `__proto__` is but a key
}

function assignElement(
  list: readonly unknown[],
  index: number,
  path: readonly string[],
  value: unknown,
): unknown[] {
  if (index > list.length) {
    fail(
      `--set names element ${index} of a list that has ${list.length}: use 0 to ${list.length}, which appends.`,
    );
  }
  return [...list.slice(0, index), assign(list[index], { path, value }), ...list.slice(index + 1)];
}
