import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Reruns } from '../delivery-store';

/** A handler that reruns every workflow that fails takes long to get there. */
const MAX_REMEMBERED = 10_000;

/** Remembers that a workflow was rerun as another, and how many reruns led to that. */
export async function recordRerun(
  pool: Pick<Pool, 'query'>,
  workflowId: string,
  { as, depth }: Required<Reruns>,
): Promise<void> {
  const keys = [keyOf(workflowId), keyOf(as)];
  await pool.query(RECORD, [...keys, JSON.stringify(as), depth, MAX_REMEMBERED]);
}

const RECORD = `
WITH recorded AS (
  INSERT INTO receiver.reruns AS r (key, depth, rerun_as) VALUES ($1, 0, $3), ($2, $4, NULL)
  ON CONFLICT (key) DO UPDATE SET
    depth = CASE WHEN excluded.rerun_as IS NULL THEN excluded.depth ELSE r.depth END,
    rerun_as = coalesce(excluded.rerun_as, r.rerun_as),
    changed = DEFAULT
)
DELETE FROM receiver.reruns WHERE changed <= (
  SELECT changed FROM receiver.reruns ORDER BY changed DESC OFFSET $5 LIMIT 1
)`;

/** Reads what became of a workflow by reruns. */
export async function readReruns(pool: Pick<Pool, 'query'>, workflowId: string): Promise<Reruns> {
  const { rows } = await pool.query<{ depth: number; rerun_as: string | null }>(
    'SELECT depth, rerun_as FROM receiver.reruns WHERE key = $1',
    [keyOf(workflowId)],
  );
  const [{ depth, rerun_as: as } = { depth: 0, rerun_as: null }] = rows;
  return { depth, ...(as !== null && { as: JSON.parse(as) as string }) }; // as it was written here
}

/** Makes a key of an id, which comes from outside, and may be anything. */
function keyOf(workflowId: string): Buffer {
  return hash('sha256', workflowId, 'buffer');
}
