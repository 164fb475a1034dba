import { fail } from '../framework/errors';
import { OPTIONS, type SendValues, type Subject } from './options';

/**
 * Checks that all options are for what is asked for.
 *
 * @param what what is asked for, in words
 * @throws {UsageError} if one is not
 */
export function checkOptions(values: SendValues, subject: Subject, what: string): void {
  for (const [name, option] of Object.entries(OPTIONS)) {
    const subjects: readonly Subject[] = option.for;
    if (!Object.hasOwn(values, name) || subjects.includes(subject)) continue;
    if (subject === 'event') fail(`--${name} is for a fixture alone: begin with the word fixture.`);
    fail(`--${name} is not for ${what}.`);
  }
}

/** Refuses a word more, with a usage error. */
export function noMore([extra]: readonly string[]): void {
  if (extra !== undefined) fail(`${JSON.stringify(extra)} is one word too many.`);
}
