/** Tells whether a value of parsed JSON is a map, neither a list nor null. */
export function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueIn(json: unknown, key: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, key)
    ? Reflect.get(json, key)
    : undefined;
}

/** Gives a text; undefined if it is missing, null, "" or no text: CircleCI sends all of these. */
export function textOf(value: unknown): string | undefined {
  // A lone surrogate, which JSON may have, is no text: neither a page nor a store could give it back.
  return typeof value === 'string' && value !== '' ? value.toWellFormed() : undefined;
}

/** Gives a number; undefined if there is none, or if it is one that parsing may have changed. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** Gives what stands at a path of parsed JSON; undefined if a part of the path is missing. */
export function valueAt(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce(valueIn, json);
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
