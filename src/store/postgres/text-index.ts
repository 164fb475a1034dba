import type { Pool } from 'pg';
import type { Delivery } from '../../delivery/delivery';
import { inTurn } from './in-turn';
import { searchedText } from './search-text';

const LIMITS = { items: 50, size: 1024 * 1024 };

/** How many may wait to be indexed. What is over that is found too, but takes longer. */
const MAX_WAITING = 5_000;

interface Text {
  readonly id: string;
  readonly search: string;
}

/**
 * Makes what has the texts of deliveries indexed, beside all else. If it fails, or the process ends before, they are
 * searched one by one.
 */
export function createTextIndex(
  pool: Pick<Pool, 'query'>,
): (id: string, delivery: Delivery) => void {
  let waiting = 0;
  const indexInTurn = inTurn<Text, undefined>(async (texts) => {
    await pool.query(INDEX, [texts.map(({ id }) => id), texts.map(({ search }) => search)]);
    return texts.map(() => undefined);
  }, LIMITS);

  return function index(id, { url, event, body }) {
    if (waiting >= MAX_WAITING) return;
    const search = searchedText(body, [url, event?.project, event?.branch, event?.tag]);
    if (search === undefined) return;
    waiting += 1;
    const done = (): void => {
      waiting -= 1;
    };
    indexInTurn({ id, search }, search.length).then(done, done);
  };
}

const INDEX = `
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::text[]) AS given (id, search)
), searchable AS (
  DELETE FROM receiver.unsearched u USING given WHERE u.id = given.id RETURNING u.id
)
INSERT INTO receiver.texts (id, search) SELECT id, search FROM given WHERE id IN (SELECT id FROM searchable)`;
