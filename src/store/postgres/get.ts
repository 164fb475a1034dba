import type { Pool } from 'pg';
import type { KeptDelivery } from '../delivery-store';
import { isId, readSummaryText, type Details } from '../stored';
import { HANDLINGS, readAnswer, readHandlings } from './outcomes';

interface Row {
  readonly summary: string;
  readonly details: string;
  readonly duplicate_of: string | null;
  readonly body: Buffer;
  readonly answer: string | null;
  readonly answer_body: Buffer | null;
  readonly handlings: string | null;
}

/** Reads all that is kept of a delivery. */
export async function readDelivery(
  pool: Pick<Pool, 'query'>,
  id: string,
): Promise<KeptDelivery | undefined> {
  if (!isId(id)) return undefined;
  const { rows } = await pool.query<Row>(
    `SELECT d.summary, d.details, d.duplicate_of, b.body, a.answer, a.body AS answer_body,
       ${HANDLINGS} AS handlings
     FROM receiver.deliveries d JOIN receiver.bodies b ON b.id = d.id
       LEFT JOIN receiver.answers a ON a.id = d.id
     WHERE d.id = $1`,
    [id],
  );
  const [row] = rows;
  return row && deliveryOf(id, row);
}

function deliveryOf(
  id: string,
  { summary, details, duplicate_of, body, answer, answer_body, handlings }: Row,
): KeptDelivery {
  return {
    ...readSummaryText(id, summary),
    ...(duplicate_of !== null && { duplicateOf: duplicate_of }),
    ...(JSON.parse(details) as Details), // as it was written here
    body,
    ...(answer !== null &&
      answer_body !== null && { answer: { ...readAnswer(answer), body: answer_body } }),
    handlings: readHandlings(handlings),
  };
}
