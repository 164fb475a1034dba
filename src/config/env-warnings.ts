import dotenv from 'dotenv';

/** Values by the names of their variables. */
type Values = Readonly<Record<string, string | undefined>>;

/**
 * Looks for values that a `.env` file has otherwise than it seems.
 *
 * @param text of the file
 * @param names of the variables that are read from it
 * @returns a sentence on each, without the value
 */
export function valueWarnings(text: string, names: readonly string[]): string[] {
  const values = dotenv.parse(text);
  return names.flatMap((name) => {
    const raw = [...text.matchAll(assignmentOf(name))].at(-1)?.[1];
    const problem = raw === undefined ? undefined : valueProblem(raw, values[name] ?? '');
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
}

/** Matches the lines that set a variable, with what they set it to. */
function assignmentOf(name: string): RegExp {
  return new RegExp(`^\\s*(?:export\\s+)?${name}(?:[^\\S\\n]*=|:[^\\S\\n])(.*)$`, 'gm');
}

function valueProblem(raw: string, value: string): string | undefined {
  if (/^\s*["'`]/.test(raw)) {
    const isClosed = /^\s*(["'`])(?:\\\1|(?!\1).)*\1\s*(?:#.*)?$/.test(raw);
    return isClosed
      ? undefined
      : 'begins with a quote in .env that does not end on its line: put one at the end, or other quotes around all of it.';
  }
  if (/^[^#]*(?<!\s)#/.test(raw)) {
    return 'is cut off at a # in .env: put the value in single quotes, or, if the # begins a comment, a space before it.';
  }
  return value.includes('\ufffd')
    ? 'has characters in .env that are not UTF-8: save the file as UTF-8.'
    : undefined;
}

/**
 * Looks for variables that are set and read by nobody, as their names are like those of others that are not set.
 *
 * @param names of the variables that are read
 * @returns a sentence on each
 */
export function nameWarnings(set: Values, names: readonly string[]): string[] {
  const isSet = (name: string): boolean => (set[name] ?? '') !== '';
  const unset = names.filter((name) => !isSet(name));
  return Object.keys(set).flatMap((name) => {
    if (!/^\w+$/.test(name) || names.includes(name) || !isSet(name)) return [];
    const meant = unset.find((other) => isLike(name.toUpperCase(), other, mistakesIn(other)));
    return meant === undefined
      ? []
      : [`${name} is set, and nothing here reads it: is ${meant} meant?`];
  });
}

function mistakesIn(name: string): number {
  return Math.min(2, Math.floor(name.length / 4));
}

/** Tells whether one text becomes another by so many letters that are added, left out, replaced or swapped. */
function isLike(one: string, other: string, most: number): boolean {
  if (Math.abs(one.length - other.length) > most) return false;
  if (one === other) return true;
  const [[a, b], [c, d]] = [one, other];
  const rest = (left: number, right: number, mistakes: number): boolean =>
    isLike(one.slice(left), other.slice(right), mistakes);
  if (a === c) return rest(1, 1, most);
  if (most === 0) return false;
  const isSwapped = a === d && b === c;
  return (
    rest(1, 1, most - 1) ||
    rest(1, 0, most - 1) ||
    rest(0, 1, most - 1) ||
    (isSwapped && rest(2, 2, most - 1))
  );
}
