import type { Pool } from 'pg';
import type { Delivery } from '../../delivery/delivery';
import type { Handling } from '../../delivery/handling';
import type { Saved, SaveOptions } from '../delivery-store';
import { detailsOf, eventKey, shortened, summaryText } from '../stored';
import { inTurn } from './in-turn';
import { storedAnswer, storedHandling } from './outcomes';
import { comparedWord } from './search-text';

/** What one statement saves at most: a hundred deliveries, or few that are large. */
const LIMITS = { items: 100, size: 8 * 1024 * 1024 };

const PARAMETERS_EACH = 3;
const NO_BODY = Buffer.alloc(0);

interface Given {
  readonly delivery: Delivery;
  readonly options: SaveOptions;
}

export type Save = (delivery: Delivery, options: SaveOptions) => Promise<Saved>;

/**
 * Makes what saves deliveries: those that come together by one statement, which needs one connection and one commit.
 *
 * @param clock milliseconds since 1970; without it, the clock of the database counts
 */
export function createSave(
  pool: Pick<Pool, 'query'>,
  sender: string,
  clock: (() => number) | undefined,
): Save {
  const saveInTurn = inTurn<Given, Saved>(async (all) => {
    const places = (type: string, nth: number): string =>
      `ARRAY[${all.map((_, index) => `$${3 + index * PARAMETERS_EACH + nth}`).join()}]::${type}[]`;
    const { rows } = await pool.query<{ saved: string; duplicate_of: string | null }>(
      `SELECT * FROM receiver.save(
         $1, $2, ${places('json', 0)}, ${places('bytea', 1)}, ${places('bytea', 2)}
       )`,
      [sender, clock?.() ?? null, ...all.flatMap(parametersOf)],
    );
    return rows.map(({ saved: id, duplicate_of: duplicateOf }) =>
      duplicateOf === null ? { id } : { id, duplicateOf },
    );
  }, LIMITS);
  return async (delivery, options) => saveInTurn({ delivery, options }, delivery.body.length);
}

function parametersOf({ delivery: given, options }: Given): unknown[] {
  const { accepted, identity, alias, handlings = [] } = options;
  const delivery = accepted ? given : shortened(given);
  const { body } = delivery;
  const answer = accepted ? undefined : delivery.answer;
  return [
    JSON.stringify({
      accepted,
      ...(accepted && identity && { key: eventKey(identity).toString('hex') }),
      ...(accepted && alias && { alias: eventKey(alias).toString('hex') }),
      ...columnsOf(delivery),
      ...(answer && { answer: storedAnswer(answer), answerStatus: answer.status }),
      handlings: accepted ? handlings.map(rowOf) : [],
    }),
    body,
    answer?.body ?? NO_BODY,
  ];
}

/** Gives what is filtered by, and what is read. */
function columnsOf(delivery: Delivery): Readonly<Record<string, unknown>> {
  const { receivedAt, method, signature, event, replayOf } = delivery;
  return {
    receivedAt,
    method: comparedWord(method),
    verdict: signature.verdict,
    ...(event && { type: comparedWord(event.type) }),
    ...(event?.status !== undefined && { status: comparedWord(event.status) }),
    isReplay: replayOf !== undefined,
    summary: summaryText(delivery),
    details: JSON.stringify(detailsOf(delivery)),
  };
}

function rowOf(handling: Handling): Readonly<Record<string, string>> {
  const { handler, state } = handling;
  return { handler: comparedWord(handler), state, handling: storedHandling(handling) };
}
