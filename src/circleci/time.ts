import { textOf } from './read';

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

/** The times of a workflow or job, as they stand in its map. */
type ToldTimes = Readonly<Partial<Record<'created_at' | 'started_at' | 'stopped_at', unknown>>>;

interface Times {
  readonly startedAt: Date | undefined;
  readonly stoppedAt: Date | undefined;
  /** In milliseconds. */
  readonly duration: number | undefined;
}

/** Reads when something started and stopped. A workflow starts when it is created. */
export function timesOf(run: ToldTimes): Times {
  const startedAt = parseTime(textOf(run.started_at ?? run.created_at));
  const stoppedAt = parseTime(textOf(run.stopped_at));
  const duration = startedAt && stoppedAt && stoppedAt.getTime() - startedAt.getTime();
  const isTold = duration !== undefined && duration >= 0;
  return { startedAt, stoppedAt, duration: isTold ? duration : undefined };
}
