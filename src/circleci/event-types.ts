/*
 * What events there are. What lists types, statuses or what an event is about reads them here: samples, schemas,
 * handlers, filters, the registration of webhooks, the scenarios.
 */

/** All types, in the order in which people are shown them. */
export const EVENT_TYPES = ['ping', 'workflow-completed', 'job-completed'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What an event can be about. Its type begins with the name, and the map of that name tells of it. */
export const SUBJECTS = ['workflow', 'job'] as const;

export type Subject = (typeof SUBJECTS)[number];

/** What a subject can come to. `not_run` is sent by CircleCI server alone. */
export const STATUSES = {
  workflow: ['success', 'failed', 'error', 'canceled', 'unauthorized', 'not_run'],
  job: ['success', 'failed', 'canceled', 'unauthorized'],
} as const satisfies Record<Subject, readonly string[]>;

/** A type of which CircleCI sends events by itself, to webhooks that are for it. Only a ping is asked for by hand. */
export type CompletedType = Extract<EventType, `${Subject}-${string}`>;

export const COMPLETED_TYPES = EVENT_TYPES.filter(
  (type) => type !== 'ping',
) satisfies CompletedType[];

const SUBJECTS_BY_PREFIX = SUBJECTS.map((subject) => [`${subject}-`, subject] as const);

/** Tells what an event is about, by its type; if that does not say it, a workflow. */
export function subjectOf(type: string): Subject {
  return SUBJECTS_BY_PREFIX.find(([prefix]) => type.startsWith(prefix))?.[1] ?? 'workflow';
}
