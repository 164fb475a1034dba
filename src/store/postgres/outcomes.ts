import type { Pool } from 'pg';
import type { Answer } from '../../delivery/delivery';
import type { Handling } from '../../delivery/handling';
import { inTurn } from './in-turn';
import { comparedWord } from './search-text';

/** A part of what comes of a delivery. */
interface Change {
  readonly id: string;
  readonly answer?: Answer;
  readonly handling?: Handling;
}

const LIMITS = { items: 200, size: 8 * 1024 * 1024 };

/**
 * Makes what records what came of deliveries: what comes together by one statement. What is no longer kept is left out;
 * it does not go while this is written.
 */
export function createRecord(
  pool: Pick<Pool, 'query'>,
  sender: string,
): (change: Change) => Promise<void> {
  const recordInTurn = inTurn<Change, undefined>(async (changes) => {
    await pool.query(RECORD, [sender, ...parametersOf(changes)]);
    return changes.map(() => undefined);
  }, LIMITS);
  return async (change) => recordInTurn(change, sizeOf(change));
}

const RECORD = `
WITH kept AS (
  SELECT id FROM receiver.deliveries
  WHERE id = ANY ($2::uuid[] || $6::uuid[]) ORDER BY id FOR KEY SHARE
), answered AS (
  INSERT INTO receiver.answers (id, status, answer, body)
  SELECT id, status, answer, body
  FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::bytea[]) AS given (id, status, answer, body)
  WHERE id IN (SELECT id FROM kept)
  ON CONFLICT (id) DO UPDATE
    SET status = excluded.status, answer = excluded.answer, body = excluded.body
), handled AS (
  INSERT INTO receiver.handlings (id, handler, state, handling)
  SELECT id, handler, state, handling
  FROM unnest($6::uuid[], $7::text[], $8::text[], $9::text[])
    WITH ORDINALITY AS given (id, handler, state, handling, position)
  WHERE id IN (SELECT id FROM kept)
  ORDER BY position
  ON CONFLICT (id, handler) DO UPDATE
    SET state = excluded.state, handling = excluded.handling, changed = DEFAULT
)
SELECT pg_notify('receiver', $1) WHERE EXISTS (SELECT FROM kept)`;

/** Gives columns; of several changes to the same, the last one, which a statement can make only once. */
function parametersOf(changes: readonly Change[]): unknown[] {
  const answers = new Map<string, Answer>();
  const handlings = new Map<string, { readonly id: string; readonly handling: Handling }>();
  for (const { id, answer, handling } of changes) {
    if (answer) answers.set(id, answer);
    if (!handling) continue;
    const key = `${id} ${comparedWord(handling.handler)}`;
    handlings.delete(key); // so that it stands where it changed last
    handlings.set(key, { id, handling });
  }
  const answered = [...answers.values()];
  const handled = [...handlings.values()];
  return [
    [...answers.keys()],
    answered.map(({ status }) => status),
    answered.map(storedAnswer),
    answered.map(({ body }) => body),
    handled.map(({ id }) => id),
    handled.map(({ handling }) => comparedWord(handling.handler)),
    handled.map(({ handling }) => handling.state),
    handled.map(({ handling }) => storedHandling(handling)),
  ];
}

function sizeOf({ answer }: Change): number {
  return answer?.body.length ?? 0;
}

/** Writes an answer, but for its body. */
export function storedAnswer({ body: _, ...head }: Answer): string {
  return JSON.stringify(head);
}

export function storedHandling(handling: Handling): string {
  return JSON.stringify(handling);
}

// What is read here was written here, hence no schema.

export function readAnswer(text: string): Omit<Answer, 'body'> {
  return JSON.parse(text) as Omit<Answer, 'body'>;
}

/** Reads a list of handlings, as `HANDLINGS` gives it. */
export function readHandlings(text: string | null): readonly Handling[] {
  return text === null ? [] : (JSON.parse(text) as readonly Handling[]);
}

/** An SQL expression for the handlings of the delivery `d`. */
export const HANDLINGS = `(
  SELECT '[' || string_agg(h.handling, ',' ORDER BY h.changed) || ']'
  FROM receiver.handlings h WHERE h.id = d.id
)`;
