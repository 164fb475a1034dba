import { textAt } from './read';

/** ISO 8601, with `Z` or an offset. `Date` alone would find a time in `job 1`, too. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** As Go writes a time, which is what stands in the `event_time` of the GitHub App's pipelines. */
const GO_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d\d):?(\d\d)(?: \S+)?$/;

/**
 * Reads a timestamp in any of the forms that CircleCI sends: ISO 8601 with any number of fraction digits, with
 * `Z` or an offset, or Go's `2024-12-18 17:23:29.361740256 +0000 UTC`. What is finer than a millisecond is lost.
 *
 * @returns undefined for what is no time
 */
export function parseTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const iso = text.replace(GO_TIME, '$1T$2$3:$4');
  if (!ISO_TIME.test(iso)) return undefined;
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/**
 * How long the job or, where the event is not about one, the workflow took, in milliseconds.
 *
 * @param event parsed by `parseEvent`, or as it came
 * @returns undefined where it is not told, or ends before it begins
 */
export function durationOf(event: unknown): number | undefined {
  const isJob = textAt(event, 'type')?.startsWith('job-') === true;
  return isJob
    ? durationAt(event, 'job', 'started_at')
    : durationAt(event, 'workflow', 'created_at');
}

/** How long a workflow or job took, in milliseconds. */
export function durationAt(
  event: unknown,
  subject: 'workflow' | 'job',
  startedAt: 'created_at' | 'started_at',
): number | undefined {
  const start = parseTime(textAt(event, subject, startedAt));
  const end = parseTime(textAt(event, subject, 'stopped_at'));
  if (start === undefined || end === undefined) return undefined;
  const duration = end.getTime() - start.getTime();
  return duration >= 0 ? duration : undefined;
}
