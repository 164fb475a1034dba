import type { Answer } from '../../delivery/delivery';
import { isWaiting, withHandling, type Handling } from '../../delivery/handling';
import type { Databases } from './databases';
import { firstText, pack, unpack } from './record';

/** What comes of a delivery once it is kept. */
export interface Outcome {
  readonly answer?: Answer;
  readonly handlings: readonly Handling[];
}

/** A part of it that becomes known. */
export interface Change {
  readonly answer?: Answer;
  readonly handling?: Handling;
}

/** What is stored of it, but for the answer's body. Handlings stand elsewhere while any of them waits. */
interface Stored {
  readonly answer?: Omit<Answer, 'body'>;
  readonly handlings?: readonly Handling[];
}

const TEXTS = 1;
const NO_BODY = Buffer.alloc(0);

/** Lets a delivery wait to be handled. */
export function putPlan({ waiting }: Databases, id: string, plan: readonly Handling[]): void {
  waiting.putSync(id, JSON.stringify(plan));
}

/** Puts what came of a delivery that is kept with its answer. */
export function putAnswer({ outcomes }: Databases, id: string, answer: Answer): void {
  outcomes.putSync(id, packed(answer, []));
}

/**
 * Puts changes to what came of a delivery, all in one.
 *
 * @returns whether it waited to be handled, and waits no longer
 */
export function putChanges(databases: Databases, id: string, changes: readonly Change[]): boolean {
  const { outcomes, waiting } = databases;
  const before = readOutcome(databases, id);
  let { answer, handlings } = before;
  for (const change of changes) {
    answer = change.answer ?? answer;
    if (change.handling) handlings = withHandling(handlings, change.handling);
  }
  const waited = isWaiting(before.handlings);
  const waits = isWaiting(handlings);
  if (waits) putPlan(databases, id, handlings);
  else if (waited) waiting.removeSync(id);
  outcomes.putSync(id, packed(answer, waits ? [] : handlings));
  return waited && !waits;
}

/** Reads what came of a delivery. */
export function readOutcome({ outcomes, waiting }: Databases, id: string): Outcome {
  const plan = waiting.get(id);
  const record = outcomes.get(id);
  const { texts, bytes: body } = record ? unpack(record, TEXTS) : { texts: [], bytes: NO_BODY };
  const { answer, handlings = [] } = storedFrom(texts[0]);
  return {
    ...(answer && { answer: { ...answer, body } }),
    handlings: plan === undefined ? handlings : planFrom(plan),
  };
}

/** Reads what a list shows of what came of a delivery. */
export function readOutcomeSummary(
  { outcomes, waiting }: Databases,
  id: string,
): { answer?: Pick<Answer, 'status' | 'durationMs'>; handlings: readonly Handling[] } {
  const record = outcomes.getBinaryFast(id);
  const { answer, handlings = [] } = storedFrom(record && firstText(record));
  const plan = waiting.get(id);
  return {
    ...(answer && { answer: { status: answer.status, durationMs: answer.durationMs } }),
    handlings: plan === undefined ? handlings : planFrom(plan),
  };
}

/** Reads the handlings of a delivery that waits. */
export function planFrom(text: string): readonly Handling[] {
  return JSON.parse(text) as readonly Handling[]; // as it was written here
}

function packed(answer: Answer | undefined, handlings: readonly Handling[]): Buffer {
  const { body = NO_BODY, ...head } = answer ?? {};
  const stored = { ...(answer && { answer: head }), ...(handlings.length > 0 && { handlings }) };
  return pack([JSON.stringify(stored)], body);
}

function storedFrom(text: string | undefined): Stored {
  return text === undefined ? {} : (JSON.parse(text) as Stored); // as it was written here
}
