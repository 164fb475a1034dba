import { handlingState } from '../delivery/handling';
import type { DeliverySummary } from './delivery-store';

/** What a delivery must have to be listed: all that is set here. */
export interface DeliveryFilter {
  /** Of the event, the whole of it. */
  readonly type?: string;
  /** Of the event, the whole of it. */
  readonly status?: string;
  readonly verdict?: string;
  /** A status code as in `403`, a class of them as in `4xx`, or `none`. */
  readonly answer?: string;
  /** A state of its handling, or `none`. */
  readonly handling?: string;
  readonly method?: string;
  /** A part of path and query, in any case. */
  readonly path?: string;
  /** A part of the project's name, in any case. */
  readonly project?: string;
  /** A part of branch or tag, in any case. */
  readonly branch?: string;
  /** A part of the body, in any case, as it was sent or as JSON means it. */
  readonly text?: string;
  readonly duplicates?: boolean;
  readonly replays?: boolean;
}

/** What is read of a delivery first, and what only if that passes. */
type Arrived = Omit<DeliverySummary, 'answer' | 'handlings'>;
type Outcome = Pick<DeliverySummary, 'answer' | 'handlings'>;

type Test<Subject> = (subject: Subject) => boolean;
/** Makes a test for a value that is wanted, once for all deliveries. */
type Tests<Subject> = Readonly<Record<string, (wanted: string) => Test<Subject>>>;

const ARRIVED = {
  type: is<Arrived>(({ event }) => event?.type),
  status: is<Arrived>(({ event }) => event?.status),
  verdict: is<Arrived>(({ signature }) => signature.verdict),
  method: (wanted) => is<Arrived>(({ method }) => method)(wanted.toUpperCase()),
  path: has<Arrived>(({ url }) => url),
  project: has<Arrived>(({ event }) => event?.project),
  branch: has<Arrived>(({ event }) => event?.branch ?? event?.tag),
  duplicates:
    () =>
    ({ duplicateOf }) =>
      duplicateOf !== undefined,
  replays:
    () =>
    ({ replayOf }) =>
      replayOf !== undefined,
} satisfies Tests<Arrived>;

const OUTCOME = {
  answer: (wanted) => (delivery) => isStatus(wanted, delivery.answer?.status),
  handling: is<Outcome>(({ handlings }) => handlingState(handlings) ?? 'none'),
} satisfies Tests<Outcome>;

const BODY = {
  text: (wanted) => {
    const asIs = anyCase(wanted);
    const escaped = anyCaseInJson(wanted);
    return (body) => {
      const text = body.toString('utf8');
      return asIs.test(text) || (text.includes('\\') && escaped.test(text));
    };
  },
} satisfies Tests<Buffer>;

/** The tests of a filter: all must hold. Whoever lists reads what they need, the cheapest first. */
export interface FilterTests {
  readonly arrived: readonly Test<Arrived>[];
  readonly outcome: readonly Test<Outcome>[];
  readonly body: readonly Test<Buffer>[];
}

/** Makes the tests of a filter. */
export function testsOf(filter: DeliveryFilter): FilterTests {
  const wanted = new Map<string, string | boolean>(Object.entries(filter));
  const made = <Subject>(tests: Tests<Subject>): Test<Subject>[] =>
    Object.entries(tests).flatMap(([name, make]) => {
      const value = wanted.get(name) ?? false;
      return value === false ? [] : [make(String(value))];
    });
  return { arrived: made(ARRIVED), outcome: made(OUTCOME), body: made(BODY) };
}

function is<Subject>(valueOf: (subject: Subject) => string | undefined) {
  return (wanted: string) => (subject: Subject) => valueOf(subject) === wanted;
}

function has<Subject>(valueOf: (subject: Subject) => string | undefined) {
  return (wanted: string) => {
    const pattern = anyCase(wanted);
    return (subject: Subject) => pattern.test(valueOf(subject) ?? '');
  };
}

/** Makes a pattern for a text in any case: it finds it several times faster than two lower-case copies would. */
function anyCase(text: string): RegExp {
  return new RegExp(literally(text), 'iu');
}

/** Makes a pattern for a text in any case, of which JSON may have escaped any character. */
function anyCaseInJson(text: string): RegExp {
  const pattern = Array.from(text, (character) => {
    const cases = [character.toLowerCase(), character.toUpperCase()];
    const short = JSON.stringify(character).slice(1, -1);
    return `(?:${[literally(character), literally(short), ...cases.map(inHex)].join('|')})`;
  });
  return new RegExp(pattern.join(''), 'iu');
}

function literally(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&');
}

/** Writes a pattern for a text in JSON's hex escapes: https://www.rfc-editor.org/rfc/rfc8259#section-7 */
function inHex(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

function isStatus(wanted: string, status: number | undefined): boolean {
  if (status === undefined) return wanted === 'none';
  return wanted === String(status) || wanted.toLowerCase() === `${Math.floor(status / 100)}xx`;
}
