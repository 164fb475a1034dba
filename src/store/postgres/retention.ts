import type { Pool } from 'pg';
import type { Retention } from '../delivery-store';

const KINDS = ['accepted', 'duplicates', 'others'] as const;

/** How many are removed by one statement, so that no one waits long for it. */
const AT_ONCE = 500;

/** How many more than may be kept an instance saves, at most, before the oldest go. */
const MAX_STEP = 64;

/** For how many events that are no longer kept it is remembered that they came. */
const MAX_REMEMBERED = 100_000;

const FORGET = `
DELETE FROM receiver.events WHERE key IN (
  SELECT key FROM receiver.events
  WHERE is_remembered AND first < greatest(
    receiver.remembered_since(coalesce($1::bigint, receiver.now_ms())),
    (SELECT first FROM receiver.events WHERE is_remembered ORDER BY first DESC LIMIT 1 OFFSET ${MAX_REMEMBERED - 1})
  )
  ORDER BY first LIMIT ${AT_ONCE}
)`;

export interface RetentionPass {
  /** Counts a delivery that was saved and, now and then, has the oldest removed. */
  readonly afterSave: () => void;
  /** Has them removed now. */
  readonly run: () => void;
  /** Waits for what is under way, and begins nothing more. */
  readonly close: () => Promise<void>;
}

/**
 * Makes what keeps a database to a retention, beside all else and a few at a time. If it fails, the next pass has more
 * to do.
 *
 * @param onRemoved called after each statement that removed some
 */
export function createRetention(
  pool: Pick<Pool, 'query'>,
  { retention, sender, clock }: Settings,
  onRemoved: () => void,
): RetentionPass {
  const step = Math.min(...Object.values(retention).map(stepOf));
  let saved = 0;
  let isWanted = false;
  let isClosed = false;
  let running: Promise<void> | undefined;

  async function removeOver(): Promise<void> {
    for (const kind of KINDS) {
      let removed: number;
      do {
        const { rows } = await pool.query<{ removed: number }>(
          'SELECT receiver.remove_oldest($1, $2, $3, $4)::integer AS removed',
          [sender, kind, retention[kind], AT_ONCE],
        );
        removed = rows[0]?.removed ?? 0;
        if (removed > 0) onRemoved();
      } while (removed === AT_ONCE && !isClosed);
    }
    await pool.query(FORGET, [clock?.() ?? null]);
  }

  async function runWanted(): Promise<void> {
    while (isWanted && !isClosed) {
      isWanted = false;
      await removeOver().catch(() => undefined);
    }
    running = undefined;
  }

  function run(): void {
    isWanted = true;
    running ??= runWanted();
  }

  return {
    run,
    afterSave() {
      saved += 1;
      if (saved < step) return;
      saved = 0;
      run();
    },
    async close() {
      isClosed = true;
      await running;
    },
  };
}

interface Settings {
  readonly retention: Retention;
  readonly sender: string;
  readonly clock: (() => number) | undefined;
}

/** Gives one in a hundred of what may be kept. */
function stepOf(kept: number): number {
  return Math.min(Math.max(Math.floor(kept / 100), 1), MAX_STEP);
}
