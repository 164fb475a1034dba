import type { Database, RootDatabase } from 'lmdb';

/** Deliveries are kept apart by why they are kept, each kind with an allotment of its own. */
export const KINDS = ['accepted', 'duplicates', 'others'] as const;

export type Kind = (typeof KINDS)[number];

/** What is in LMDB. A delivery is one record, in the database of its kind; what comes of it is another. */
export interface Databases extends Readonly<Record<Kind, Database<Buffer, string>>> {
  /** By the id of a delivery, its answer and what became of it in handlers. */
  readonly outcomes: Database<Buffer, string>;
  /** By the id of a delivery that waits to be handled, its handlings. */
  readonly waiting: Database<string, string>;
  /** By the key of an event, the id of the delivery that brought it first. */
  readonly firsts: Database<string, Buffer>;
  /** By the id of such a delivery that is no longer kept itself, the key of its event. */
  readonly remembered: Database<Buffer, string>;
  /** By the id of a delivery, why what it tells of failed, as CircleCI's API told it. */
  readonly failures: Database<string, string>;
  /** By the id of a workflow, what handlers made of it by reruns. */
  readonly reruns: Database<string, string>;
}

export function openDatabases(root: RootDatabase): Databases {
  const binary = { encoding: 'binary' } as const;
  const text = { encoding: 'string' } as const;
  return {
    accepted: root.openDB('accepted', binary),
    duplicates: root.openDB('duplicates', binary),
    others: root.openDB('others', binary),
    outcomes: root.openDB('outcomes', binary),
    waiting: root.openDB('waiting', text),
    firsts: root.openDB('firsts', { ...text, keyEncoding: 'binary' }),
    remembered: root.openDB('remembered', binary),
    failures: root.openDB('failures', text),
    reruns: root.openDB('reruns', text),
  };
}

/** Empties all of them. */
export function clearDatabases(databases: Databases): void {
  for (const database of Object.values<{ clearSync: () => void }>({ ...databases })) {
    database.clearSync();
  }
}
