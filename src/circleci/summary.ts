import { subjectOf } from './event-types';
import { isMap, textOf } from './read';
import { refOf } from './source';
import { toldBy } from './told';

/** What a list shows of an event. Any of it may be missing: CircleCI's maps are open. */
export interface EventSummary {
  /** `unknown` if the event does not tell it, as the handlers of such events are called. */
  readonly type: string;
  readonly status?: string | undefined;
  /** Of the job or, if the event is not about one, of the workflow. */
  readonly name?: string | undefined;
  /** The project's name or, if it has none, its slug. */
  readonly project?: string | undefined;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
}

/** What tells one event from another; the same event may be delivered more than once. */
export interface EventIdentity {
  readonly webhookId: string;
  readonly id: string;
}

/** Parses a body from JSON, or gives undefined if it is none. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Summarises an event.
 *
 * @param json the body, parsed from JSON
 * @returns undefined for what is no map
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 */
export function summariseEvent(json: unknown): EventSummary | undefined {
  if (!isMap(json)) return undefined;
  const told = toldBy(json);
  const type = textOf(told.type) ?? 'unknown';
  const subject = told[subjectOf(type)];
  const { branch, tag } = refOf(told);
  return {
    type,
    status: textOf(subject?.status),
    name: textOf(subject?.name),
    project: textOf(told.project?.name) ?? textOf(told.project?.slug),
    branch,
    tag,
  };
}

/** Names an event in a few words: its type and, if it has one, its status. */
export function eventTitle({ type, status }: EventSummary): string {
  return status === undefined ? type : `${type} ${status}`;
}

/**
 * Tells what to deduplicate deliveries on: the ids of webhook and event. The event's alone would not do, since two
 * webhooks that point here send the same event with the same id.
 *
 * @returns undefined if one of them is missing
 */
export function identifyEvent(json: unknown): EventIdentity | undefined {
  const told = toldBy(json);
  const [id, webhookId] = [textOf(told.id), textOf(told.webhook?.id)];
  return id === undefined || webhookId === undefined ? undefined : { webhookId, id };
}
