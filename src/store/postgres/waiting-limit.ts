import type { Pool } from 'pg';

/** How long a count is good for, in milliseconds. */
const COUNTED_FOR_MS = 5_000;

/**
 * Makes what refuses more to be handled if far too much waits already, by a count that is made now and then.
 */
export function createWaitingLimit(pool: Pick<Pool, 'query'>, most: number): () => Promise<void> {
  let counted: Promise<number> | undefined;

  async function count(): Promise<number> {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT count(DISTINCT id)::integer AS count FROM receiver.handlings WHERE state = 'waiting'`,
    );
    return rows[0]?.count ?? 0;
  }

  function countAnew(): Promise<number> {
    const counting = count();
    counted = counting;
    const forget = (): void => {
      if (counted === counting) counted = undefined;
    };
    counting.then(() => setTimeout(forget, COUNTED_FOR_MS).unref(), forget);
    return counting;
  }

  return async function refuseIfTooMany() {
    if ((await (counted ?? countAnew())) < most) return;
    throw new Error(`${most} deliveries wait to be handled already.`);
  };
}
