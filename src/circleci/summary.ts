import { isMap, textAt, textIn, valueIn } from './read';
import { refOf } from './source';

/** What a list shows of an event. Any of it may be missing: CircleCI's maps are open. */
export interface EventSummary {
  /** `unknown` where the event does not tell it, as the handlers of such events are called. */
  readonly type: string;
  readonly status?: string | undefined;
  /** Of the job or, where the event is not about one, of the workflow. */
  readonly name?: string | undefined;
  /** The project's name or, where it has none, its slug. */
  readonly project?: string | undefined;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
}

/** What tells one event from another; the same event may be delivered more than once. */
export interface EventIdentity {
  readonly webhookId: string;
  readonly id: string;
}

/** Parses a body from JSON, or gives undefined where it is none. */
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
  const type = textIn(json, 'type') ?? 'unknown';
  const subject = valueIn(json, type.startsWith('job-') ? 'job' : 'workflow');
  const project = valueIn(json, 'project');
  const { branch, tag } = refOf(json);
  return {
    type,
    status: textIn(subject, 'status'),
    name: textIn(subject, 'name'),
    project: textIn(project, 'name') ?? textIn(project, 'slug'),
    branch,
    tag,
  };
}

/** Names an event in a few words: its type and, where it has one, its status. */
export function eventTitle({ type, status }: EventSummary): string {
  return status === undefined ? type : `${type} ${status}`;
}

/**
 * What to deduplicate deliveries on: the ids of webhook and event. The event's alone would not do, since two
 * webhooks that point here send the same event with the same id.
 *
 * @returns undefined where one of them is missing
 */
export function identifyEvent(json: unknown): EventIdentity | undefined {
  const id = textAt(json, 'id');
  const webhookId = textAt(json, 'webhook', 'id');
  return id === undefined || webhookId === undefined ? undefined : { webhookId, id };
}
