/** Whether a value of parsed JSON is a map, neither a list nor null. */
export function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives the value of a key of parsed JSON; undefined if there is none. */
export function valueIn(json: unknown, key: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, key)
    ? Reflect.get(json, key)
    : undefined;
}

/** Gives the text of a key; undefined if it is missing, null, "" or no text: CircleCI sends all of these. */
export function textIn(json: unknown, key: string): string | undefined {
  const value = valueIn(json, key);
  // A lone surrogate, which JSON may have, is no text: neither a page nor a store could give it back.
  return typeof value === 'string' && value !== '' ? value.toWellFormed() : undefined;
}

/** Gives what stands at a path of parsed JSON; undefined if a part of the path is missing. */
export function valueAt(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce(valueIn, json);
}

/** Gives the text at a path, as `textIn` does. */
export function textAt(json: unknown, ...path: readonly [...string[], string]): string | undefined {
  return textIn(valueAt(json, ...path.slice(0, -1)), path.at(-1) ?? '');
}

/** The number at a path; undefined where there is none. */
export function numberAt(json: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'number' ? value : undefined;
}

type Defined<T> = {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
} & { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] };

/** Leaves out what is undefined: a key that is there says that there is something. */
export function defined<T extends object>(object: T): Defined<T>;
export function defined(object: object): object {
  const result = {};
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) Reflect.set(result, key, value);
  }
  return result;
}
