/** Whether a value of parsed JSON is a map, neither a list nor null. */
export function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path of parsed JSON; undefined where a part of the path is missing. */
export function valueAt(json: unknown, ...path: readonly string[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** The text at a path; undefined where it is missing, null, "" or no text: CircleCI sends all of these. */
export function textAt(json: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(json, ...path);
  // A lone surrogate, which JSON may have, is no text: neither a page nor a store could give it back.
  return typeof value === 'string' && value !== '' ? value.toWellFormed() : undefined;
}

/** The number at a path; undefined where there is none. */
export function numberAt(json: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'number' ? value : undefined;
}
