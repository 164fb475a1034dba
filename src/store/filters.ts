import { describeEvent, type EventDetails } from '../circleci/describe';
import { EVENT_TYPES, STATUSES } from '../circleci/event-types';
import { textOf } from '../circleci/read';
import { parseBody } from '../circleci/summary';
import { toldBy } from '../circleci/told';
import { HANDLING_STATES, handlingState, type Handling } from '../delivery/handling';
import { readPointInTime } from '../text/point-in-time';
import type { Answer, Delivery } from '../delivery/delivery';
import { anyCase, findsText } from './text-patterns';

/** What is read of a delivery, the cheapest first; the later ones only if the earlier ones pass. */
export interface Subjects {
  readonly arrived: Pick<
    Delivery,
    'receivedAt' | 'method' | 'url' | 'signature' | 'event' | 'duplicateOf' | 'replayOf'
  >;
  readonly outcome: {
    readonly answer?: Pick<Answer, 'status'>;
    readonly handlings: readonly Handling[];
  };
  readonly body: Buffer;
}

export type Test<Subject> = (subject: Subject) => boolean;

interface Tested<From extends keyof Subjects> {
  readonly from: From;
  /** Makes the test for what is wanted, once for all deliveries. */
  readonly test: (wanted: string) => Test<Subjects[From]>;
}

/** How a filter is read and shown: the whole of a word, a part of a text, one of its options, a time, or on and off. */
export type FilterKind = 'exact' | 'part' | 'choice' | 'time' | 'flag';

export type Filter = {
  readonly name: string;
  /** As a page calls it. */
  readonly label: string;
  readonly kind: FilterKind;
  /** What it may be; unless it is a choice, other values may be given too. */
  readonly options?: readonly string[];
} & { [From in keyof Subjects]: Tested<From> }[keyof Subjects];

const EVENT_STATUSES = [...new Set(Object.values(STATUSES).flat())];
const VERDICTS = ['valid', 'invalid', 'missing', 'unchecked', 'rebuilt'] as const;
const ANSWERS = ['2xx', '4xx', '5xx', '200', '403', '503', 'none'] as const;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const AGES = ['10m', '1h', '2h', '1d', '7d'] as const;

/** All filters, in the order in which a page shows them: what there is to know of each is here, and nowhere else. */
export const FILTERS = [
  { name: 'text', label: 'Text in the body', kind: 'part', from: 'body', test: findsText },
  {
    name: 'type',
    label: 'Event type',
    options: EVENT_TYPES,
    ...is(({ event }) => event?.type),
  },
  {
    name: 'status',
    label: 'Status',
    options: EVENT_STATUSES,
    ...is(({ event }) => event?.status),
  },
  { name: 'workflow', label: 'Workflow', ...inEvent(({ workflow }) => workflow?.name) },
  { name: 'job', label: 'Job', ...inEvent(({ job }) => job?.name) },
  { name: 'project', label: 'Project', ...has(({ event }) => event?.project) },
  { name: 'branch', label: 'Branch or tag', ...has(({ event }) => event?.branch ?? event?.tag) },
  { name: 'tag', label: 'Tag', ...has(({ event }) => event?.tag) },
  { name: 'author', label: 'Author', ...inEvent(({ author }) => author) },
  { name: 'organization', label: 'Organization', ...inEvent(({ organization }) => organization) },
  { name: 'webhook', label: 'Webhook', ...inEvent(({ webhook }) => webhook) },
  { name: 'event', label: 'Event id', kind: 'exact', from: 'body', test: isEvent },
  { name: 'since', label: 'Since', ...time((receivedAt, wanted) => receivedAt >= wanted) },
  { name: 'until', label: 'Until', ...time((receivedAt, wanted) => receivedAt <= wanted) },
  {
    ...is(({ signature }) => signature.verdict),
    name: 'verdict',
    label: 'Signature',
    kind: 'choice',
    options: VERDICTS,
  },
  {
    name: 'answer',
    label: 'Answer',
    kind: 'exact',
    options: ANSWERS,
    from: 'outcome',
    test: (wanted) => (delivery) => isStatus(wanted, delivery.answer?.status),
  },
  {
    name: 'handling',
    label: 'Handlers',
    kind: 'choice',
    options: [...HANDLING_STATES, 'none'],
    from: 'outcome',
    test: (wanted) => (delivery) => (handlingState(delivery.handlings) ?? 'none') === wanted,
  },
  {
    name: 'method',
    label: 'Method',
    kind: 'exact',
    options: METHODS,
    from: 'arrived',
    test: (wanted) => (delivery) => delivery.method === wanted.toUpperCase(),
  },
  { name: 'path', label: 'Path', ...has(({ url }) => url) },
  { name: 'duplicates', label: 'Only duplicates', ...flag((it) => it.duplicateOf !== undefined) },
  { name: 'replays', label: 'Only replays', ...flag((it) => it.replayOf !== undefined) },
] as const satisfies readonly Filter[];

export type FilterName = (typeof FILTERS)[number]['name'];

type Arrived = Subjects['arrived'];

type OfKind<Kind extends FilterKind, From extends keyof Subjects> = Tested<From> & {
  readonly kind: Kind;
};

function is(valueOf: (arrived: Arrived) => string | undefined): OfKind<'exact', 'arrived'> {
  const test = (wanted: string) => (arrived: Arrived) => valueOf(arrived) === wanted;
  return { kind: 'exact', from: 'arrived', test };
}

function has(valueOf: (arrived: Arrived) => string | undefined): OfKind<'part', 'arrived'> {
  return {
    ...{ kind: 'part', from: 'arrived' },
    test(wanted) {
      const pattern = anyCase(wanted);
      return (arrived) => pattern.test(valueOf(arrived) ?? '');
    },
  };
}

/** Reads the event only of a body that has the text at all. */
function inEvent(valueOf: (event: EventDetails) => string | undefined): OfKind<'part', 'body'> {
  return {
    ...{ kind: 'part', from: 'body' },
    test(wanted) {
      const [isThere, pattern] = [findsText(wanted), anyCase(wanted)];
      return (body) => isThere(body) && pattern.test(valueOf(describeEvent(parseBody(body))) ?? '');
    },
  };
}

/** Tests for an event's id, and reads the event as `inEvent` does. */
function isEvent(wanted: string): Test<Buffer> {
  const isEscaped = findsText(wanted);
  const isThere = (body: Buffer): boolean =>
    body.includes(wanted) || (body.includes('\\') && isEscaped(body));
  return (body) => isThere(body) && textOf(toldBy(parseBody(body)).id) === wanted;
}

/** Makes a filter by time. An age is read when the test is made: it goes back from then. */
function time(
  passes: (receivedAt: number, wanted: number) => boolean,
): OfKind<'time', 'arrived'> & { readonly options: readonly string[] } {
  return {
    ...{ kind: 'time', options: AGES, from: 'arrived' },
    test(wanted) {
      const at = readPointInTime(wanted) ?? NaN;
      return ({ receivedAt }) => passes(receivedAt.getTime(), at);
    },
  };
}

function flag(test: Test<Arrived>): OfKind<'flag', 'arrived'> {
  return { kind: 'flag', from: 'arrived', test: () => test };
}

function isStatus(wanted: string, status: number | undefined): boolean {
  if (status === undefined) return wanted === 'none';
  return wanted === String(status) || wanted.toLowerCase() === `${Math.floor(status / 100)}xx`;
}
