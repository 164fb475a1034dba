import type { Pool } from 'pg';
import { readSummaryText } from '../stored';
import { searchedText } from './search-text';

const AT_ONCE = 50;

interface Row {
  readonly id: string;
  readonly summary: string;
  readonly body: Buffer;
}

export interface TextIndex {
  /** Has what is not indexed yet be indexed. */
  readonly run: () => void;
  /** Waits for what is under way, and begins nothing more. */
  readonly close: () => Promise<void>;
}

/**
 * Makes what has the texts of deliveries indexed, the oldest first and beside all else. Until then, and if it fails, they
 * are searched one by one. Several may do so at once; each text is indexed once.
 */
export function createTextIndex(pool: Pick<Pool, 'query'>): TextIndex {
  let isWanted = false;
  let isClosed = false;
  let running: Promise<void> | undefined;

  async function indexSome(): Promise<number> {
    const { rows } = await pool.query<Row>(READ);
    if (rows.length > 0) {
      await pool.query(INDEX, [rows.map(({ id }) => id), rows.map(textOf)]);
    }
    return rows.length;
  }

  async function runWanted(): Promise<void> {
    while (isWanted && !isClosed) {
      isWanted = false;
      if ((await indexSome().catch(() => 0)) === AT_ONCE) isWanted = true;
    }
    running = undefined;
  }

  return {
    run() {
      isWanted = true;
      running ??= runWanted();
    },
    async close() {
      isClosed = true;
      await running;
    },
  };
}

function textOf({ id, summary, body }: Row): string {
  const { url, event } = readSummaryText(id, summary);
  return searchedText(body, [url, event?.project, event?.branch, event?.tag]);
}

const READ = `
SELECT u.id, d.summary, b.body FROM receiver.deliveries d
  JOIN receiver.unsearched u ON u.id = d.id JOIN receiver.bodies b ON b.id = u.id
WHERE NOT u.is_large ORDER BY u.id LIMIT ${AT_ONCE}`;

const INDEX = `
WITH given AS (
  SELECT given.* FROM receiver.deliveries d
    JOIN unnest($1::uuid[], $2::text[]) AS given (id, search) ON given.id = d.id
  ORDER BY d.id FOR KEY SHARE OF d
), searchable AS (
  DELETE FROM receiver.unsearched u USING given WHERE u.id = given.id RETURNING u.id
)
INSERT INTO receiver.texts (id, search)
SELECT id, search FROM given WHERE id IN (SELECT id FROM searchable)`;
