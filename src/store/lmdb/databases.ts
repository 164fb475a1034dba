import type { Database, RootDatabase } from 'lmdb';
import type { Answer, Delivery } from '../../delivery/delivery';
import type { Handling } from '../../delivery/handling';
import type { DeliverySummary } from '../delivery-store';

export type Summary = Omit<DeliverySummary, 'id' | 'answer' | 'handlings' | 'receivedAt'> & {
  /** In milliseconds since 1970. */
  readonly receivedAt: number;
  /** Of an event that no delivery brought before. */
  readonly identity?: string;
};
export type Content = Pick<
  Delivery,
  'remoteAddress' | 'httpVersion' | 'headers' | 'body' | 'hints' | 'notes'
>;

/** Reading is split as pages need it: lists need no bodies. */
export interface Databases {
  readonly accepted: Database<Summary, string>;
  readonly others: Database<Summary, string>;
  readonly contents: Database<Content, string>;
  readonly answers: Database<Answer, string>;
  readonly handlings: Database<readonly Handling[], string>;
  /** The ids of what waits to be handled. */
  readonly waiting: Database<true, string>;
  /** By the identity of an event, the id of the delivery that brought it first. */
  readonly firsts: Database<string, string>;
}

export function openDatabases(root: RootDatabase): Databases {
  return {
    accepted: root.openDB('accepted', {}),
    others: root.openDB('others', {}),
    contents: root.openDB('contents', {}),
    answers: root.openDB('answers', {}),
    handlings: root.openDB('handlings', {}),
    waiting: root.openDB('waiting', {}),
    firsts: root.openDB('firsts', {}),
  };
}

/** Empties all of them. */
export function clearDatabases(databases: Databases): void {
  for (const database of Object.values<{ clearSync: () => void }>({ ...databases })) {
    database.clearSync();
  }
}
