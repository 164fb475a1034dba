import type { Database } from 'lmdb';
import { z } from 'zod';

const statsSchema = z.object({ entryCount: z.number() });

/** Gives the number of entries of a database, which LMDB knows without counting. */
export function countOf(database: Pick<Database<unknown>, 'getStats'>): number {
  return statsSchema.parse(database.getStats()).entryCount;
}
