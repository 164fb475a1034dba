import { z } from 'zod';
import { EVENT_TYPES, STATUSES, type EventType } from './event-types';
import { isMap, valueAt } from './read';
import { parseTime } from './time';

export const WORKFLOW_STATUSES = STATUSES.workflow;
export const JOB_STATUSES = STATUSES.job;

/** What kinds of events there are; `unknown` is one of a type that is not documented, or of none. */
export type EventKind = EventType | 'unknown';

type Reading = 'documented' | 'lenient';

/**
 * Makes the schemas of all events, loose at every level: CircleCI's maps are open. They are made twice of the
 * same shapes. `documented` finds what is not as documented; `lenient` reads it all the same: maps are always
 * there, and what does not fit in them is undefined.
 *
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 */
function eventSchemas(reading: Reading) {
  const isLenient = reading === 'lenient';
  type Leaf<T> = z.ZodType<T | undefined>;
  const leaf = <T>(schema: z.ZodType<T>): Leaf<T> =>
    isLenient ? schema.optional().catch(undefined) : schema;
  const text = leaf(z.string());
  const optionalText = leaf(z.string().optional());
  /** Seen as null if there is nothing to tell: of tag builds, and of pipelines that the API triggered. */
  const nullableText = leaf(z.string().nullish());
  const time = isLenient ? text : leaf(z.string().refine((value) => parseTime(value)));
  const optionalTime = isLenient ? text : leaf(time.optional());
  const number = leaf(z.number());
  const status = <const T extends string>(known: readonly T[]): Leaf<T | (string & {})> =>
    isLenient ? optionalText : leaf(z.enum(known));
  const map = <Shape extends z.ZodRawShape>(shape: Shape) => {
    const schema = z.looseObject(shape);
    return isLenient ? z.preprocess((value) => (isMap(value) ? value : {}), schema) : schema;
  };
  const optionalMap = <Shape extends z.ZodRawShape>(shape: Shape) => {
    const schema = z.looseObject(shape).optional();
    return isLenient ? z.preprocess((value) => (isMap(value) ? value : undefined), schema) : schema;
  };
  const texts = <const Key extends string>(...keys: readonly Key[]): Record<Key, Leaf<string>> =>
    recordOf(keys, optionalText);

  const person = optionalMap({ name: nullableText, email: nullableText });
  const workflow = {
    id: text,
    name: text,
    created_at: time,
    stopped_at: optionalTime,
    url: text,
  };
  const always = {
    id: text,
    happened_at: time,
    webhook: map({ id: text, name: text }),
  };
  const completed = {
    ...always,
    project: map({ id: text, name: text, slug: text }),
    organization: map({ id: text, name: text }),
    pipeline: map({
      id: text,
      number,
      created_at: time,
      trigger: map({ type: text }),
      vcs: optionalMap({
        provider_name: text,
        origin_repository_url: text,
        target_repository_url: text,
        revision: text,
        commit: optionalMap({
          subject: nullableText,
          body: nullableText,
          author: person,
          authored_at: nullableText,
          committer: person,
          committed_at: nullableText,
        }),
        branch: nullableText,
        tag: nullableText,
      }),
      trigger_parameters: optionalMap({
        circleci: optionalMap(texts('event_time', 'event_type', 'trigger_type', 'actor_id')),
        git: optionalMap(
          texts(
            ...([
              'tag',
              'branch',
              'ref',
              'default_branch',
              'checkout_sha',
              'checkout_url',
            ] as const),
            ...(['repo_url', 'commit_message', 'commit_author_name', 'author_login'] as const),
          ),
        ),
        gitlab: optionalMap(
          texts(
            ...([
              'web_url',
              'repo_url',
              'repo_name',
              'project_id',
              'type',
              'ref',
              'branch',
              'tag',
            ] as const),
            ...(['commit_sha', 'commit_title', 'commit_message', 'commit_timestamp'] as const),
            'checkout_sha',
            ...([
              'commit_author_name',
              'commit_author_email',
              'user_name',
              'user_username',
            ] as const),
          ),
        ),
        github_app: optionalMap(
          texts(
            ...(['owner', 'repo_name', 'repo_url', 'ref', 'full_ref', 'branch', 'forced'] as const),
            ...([
              'commit_sha',
              'commit_title',
              'commit_author_name',
              'commit_author_email',
            ] as const),
            ...(['user_username', 'checkout_sha', 'web_url', 'commit_message'] as const),
          ),
        ),
      }),
    }),
  };
  return {
    ping: z.looseObject({ ...always, type: z.literal('ping') }),
    'workflow-completed': z.looseObject({
      ...completed,
      type: z.literal('workflow-completed'),
      workflow: map({ ...workflow, status: status(STATUSES.workflow) }),
    }),
    'job-completed': z.looseObject({
      ...completed,
      type: z.literal('job-completed'),
      workflow: optionalMap(workflow),
      job: map({
        id: text,
        name: text,
        started_at: time,
        stopped_at: optionalTime,
        status: status(STATUSES.job),
        number,
      }),
    }),
    unknown: z.looseObject({ type: text, ...always }),
  } satisfies Record<EventKind, z.ZodType>;
}

function recordOf<Key extends string, Value>(
  keys: readonly Key[],
  value: Value,
): Record<Key, Value>;
function recordOf<Value>(keys: readonly string[], value: Value): Record<string, Value> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

/** With the index signatures of loose maps, a key that is mistyped would compile: this is without, at every level. */
type Named<T> =
  T extends Record<string, unknown>
    ? { [Key in keyof T as string extends Key ? never : Key]: Named<T[Key]> }
    : T;

type Output<Kind extends EventKind> = z.output<ReturnType<typeof eventSchemas>[Kind]>;

/** The events by their kind. */
export type Events = {
  [Kind in EventKind]: Kind extends 'unknown' ? Output<Kind> : Named<Output<Kind>>;
};

export type PingEvent = Events['ping'];
export type WorkflowCompletedEvent = Events['workflow-completed'];
export type JobCompletedEvent = Events['job-completed'];
/** An event of another type, or of none. All that came is in it. */
export type UnknownEvent = Events['unknown'];

export type CircleCiEvent = Events[EventKind];

/** An event by its kind, with a sentence on each thing that is not as documented. */
export type ParsedEvent<Kind extends EventKind = EventKind> = {
  [One in Kind]: {
    readonly kind: One;
    readonly event: Events[One];
    readonly notes: readonly string[];
  };
}[Kind];

type Schemas = { readonly [Kind in EventKind]: z.ZodType<Events[Kind]> };

const documented: Schemas = eventSchemas('documented');
const lenient: Schemas = eventSchemas('lenient');

/** More would be noise. */
const MAX_NOTES = 8;

/**
 * Reads an event, whatever its shape: it never throws, and what does not fit is a note. Maps that the
 * documentation promises are always there in the result; a value that is missing or of another type than
 * documented is undefined in it. Keys that are not documented are kept as they came; the types have them of
 * unknown events alone, so that a mistyped key does not compile.
 *
 * @param json the body, parsed from JSON
 * @returns undefined for what is no map
 * @example
 * const parsed = parseEvent(JSON.parse(body.toString()));
 * if (parsed?.kind === 'workflow-completed') console.log(parsed.event.workflow.status);
 */
export function parseEvent(json: unknown): ParsedEvent | undefined {
  if (!isMap(json)) return undefined;
  const type = valueAt(json, 'type');
  return parseAs<EventKind>(EVENT_TYPES.find((known) => known === type) ?? 'unknown', json);
}

function parseAs<Kind extends EventKind>(kind: Kind, json: object): ParsedEvent<Kind> {
  const { event, notes } = read(documented[kind], lenient[kind], json);
  const type = valueAt(json, 'type');
  const isNew = kind === 'unknown' && typeof type === 'string';
  return { kind, event, notes: isNew ? [`type is ${shown(type)}, which is new`, ...notes] : notes };
}

function read<Event>(
  strict: z.ZodType<Event>,
  forgiving: z.ZodType<Event>,
  json: unknown,
): { event: Event; notes: string[] } {
  const result = strict.safeParse(json);
  if (result.success) return { event: result.data, notes: [] };
  const { issues } = result.error;
  const notes = issues.slice(0, MAX_NOTES).map((issue) => explain(issue, json));
  if (issues.length > MAX_NOTES) notes.push(`${issues.length - MAX_NOTES} more things`);
  return { event: forgiving.parse(json), notes };
}

function explain(issue: z.core.$ZodIssue, json: unknown): string {
  const path = issue.path.map(String);
  const value = valueAt(json, ...path);
  const name = path.join('.');
  if (value === undefined) return `${name} is missing`;
  if (issue.code === 'invalid_value') return `${name} is ${shown(value)}, which is new`;
  if (issue.code === 'custom') return `${name} is ${shown(value)}, not a time`;
  const expected = issue.code === 'invalid_type' ? NAMES[issue.expected] : undefined;
  return `${name} is ${shown(value)}${expected === undefined ? '' : `, not ${expected}`}`;
}

const NAMES: Readonly<Partial<Record<z.core.$ZodInvalidTypeExpected, string>>> = {
  string: 'a text',
  number: 'a number',
  object: 'a map',
};

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a map';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
