import { subjectOf } from './event-types';
import { textOf } from './read';
import { timesOf } from './time';
import { toldBy } from './told';

/**
 * Tells how long the job or, if the event is not about one, the workflow took, in milliseconds.
 *
 * @param event parsed by `parseEvent`, or as it came
 * @returns undefined if it is not told, or ends before it begins
 * @example
 * const seconds = (durationOf(JSON.parse(body.toString())) ?? 0) / 1000;
 */
export function durationOf(event: unknown): number | undefined {
  const told = toldBy(event);
  const run = told[subjectOf(textOf(told.type) ?? '')];
  return run ? timesOf(run).duration : undefined;
}
