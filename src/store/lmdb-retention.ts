import type { Retention } from './delivery-store';
import { countOf } from './lmdb';
import type { Databases } from './lmdb-databases';

/** Removes what is over the retention, but nothing that waits to be handled. */
export function removeOldest(
  databases: Databases,
  kind: 'accepted' | 'others',
  retention: Retention,
): void {
  const { contents, answers, handlings, firsts } = databases;
  for (const { id, identity } of oldest(databases, kind, retention[kind])) {
    for (const database of [databases[kind], contents, answers, handlings]) database.removeSync(id);
    if (identity !== undefined) firsts.removeSync(identity);
  }
}

function oldest(
  { waiting, ...databases }: Databases,
  kind: 'accepted' | 'others',
  kept: number,
): { id: string; identity: string | undefined }[] {
  const exempt = kind === 'accepted' ? countOf(waiting) : 0;
  const over = countOf(databases[kind]) - exempt - kept;
  const found: { id: string; identity: string | undefined }[] = [];
  if (over <= 0) return found;
  for (const { key: id, value } of databases[kind].getRange()) {
    if (found.length === over) break;
    if (exempt === 0 || !waiting.doesExist(id)) found.push({ id, identity: value.identity });
  }
  return found;
}
