import { countOf } from './open';
import type { Databases } from './databases';

/** Removes the oldest of which there are more than so many, but nothing that waits to be handled. */
export function removeOldest(
  databases: Databases,
  kind: 'accepted' | 'others',
  kept: number,
): void {
  const { contents, answers, handlings, firsts } = databases;
  for (const { id, identity } of oldest(databases, kind, kept)) {
    for (const database of [databases[kind], contents, answers, handlings]) database.removeSync(id);
    if (identity !== undefined) firsts.removeSync(identity);
  }
}

function oldest(
  { waiting, ...databases }: Databases,
  kind: 'accepted' | 'others',
  kept: number,
): { id: string; identity: string | undefined }[] {
  const over = countOf(databases[kind]) - kept;
  const found: { id: string; identity: string | undefined }[] = [];
  if (over <= 0) return found;
  for (const { key: id, value } of databases[kind].getRange()) {
    if (found.length === over) break;
    if (!waiting.doesExist(id)) found.push({ id, identity: value.identity });
  }
  return found;
}
