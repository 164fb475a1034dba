import type { Pool } from 'pg';
import type { Failure } from '../../circleci-api/failures';
import { isId } from '../stored';

/** Keeps why what a delivery tells of failed, if that is still kept, and tells others of it. */
export async function recordFailure(
  pool: Pick<Pool, 'query'>,
  { id, failure, sender }: { id: string; failure: Failure; sender: string },
): Promise<void> {
  if (isId(id)) await pool.query(RECORD, [id, JSON.stringify(failure), sender]);
}

const RECORD = `
WITH kept AS (
  SELECT id FROM receiver.deliveries WHERE id = $1 FOR KEY SHARE
), recorded AS (
  INSERT INTO receiver.failures (id, failure) SELECT id, $2 FROM kept
  ON CONFLICT (id) DO UPDATE SET failure = excluded.failure
)
SELECT pg_notify('receiver', $3) FROM kept`;

/** Reads why what a delivery tells of failed, if it is known. */
export async function readFailure(
  pool: Pick<Pool, 'query'>,
  id: string,
): Promise<Failure | undefined> {
  if (!isId(id)) return undefined;
  const { rows } = await pool.query<{ failure: string }>(
    'SELECT failure FROM receiver.failures WHERE id = $1',
    [id],
  );
  const [row] = rows;
  return row && (JSON.parse(row.failure) as Failure); // as it was written here
}
