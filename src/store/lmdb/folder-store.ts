import type { Failure } from '../../circleci-api/failures';
import type { DeliveryStore, KeptDelivery, Retention } from '../delivery-store';
import { countOf } from './count';
import { clearDatabases, KINDS, openDatabases, type Databases } from './databases';
import { eventKey, isId } from '../stored';
import { isKept, putAccepted, putOther, readDelivery, removeDelivery } from './deliveries';
import { createIds } from './ids';
import { listNewest } from './list';
import { createDamageReport } from './damage';
import { closeLmdb, openLmdb } from './open';
import { planFrom, putAnswer, putChanges, putPlan, type Change } from './outcomes';
import { putRerun, readReruns } from './reruns';
import { createRetention } from './retention';
import { createWriter, type Writer } from './writer';

/** If handlers are this far behind, senders had better come again later. */
const DEFAULT_MAX_WAITING = 100_000;

export interface LmdbStoreOptions {
  /** Made if it does not exist. */
  readonly folder: string;
  readonly retention: Retention;
  /** How many may wait to be handled. */
  readonly maxWaiting?: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Hears, in a sentence, of what is wrong with the storage, and of its end. */
  readonly tell?: (text: string) => void;
}

/** A store in one folder. */
export interface FolderStore extends Omit<DeliveryStore, 'isReady'> {
  /** Tells whether its folder is still there. If it is not, nothing can be kept. */
  readonly isThere: () => boolean;
}

/**
 * Opens a store in a folder, with LMDB: several writes that come together share one commit, reads are
 * memory accesses, and other processes may have it open too.
 *
 * @throws {StoreError} if the folder cannot be used, or what is in it is damaged
 * @see https://github.com/kriszyp/lmdb-js
 */
export async function openFolder({
  folder,
  retention,
  maxWaiting = DEFAULT_MAX_WAITING,
  clock = Date.now,
  tell = () => undefined,
}: LmdbStoreOptions): Promise<FolderStore> {
  const lmdb = await openLmdb(folder);
  const { root, isThere } = lmdb;
  const databases = openDatabases(root);
  const listeners = new Set<() => void>();
  const write = createWriter(lmdb, () => {
    for (const listener of listeners) listener();
  });
  const readable = createDamageReport(tell);
  const oldest = createRetention(databases, retention, clock);
  const nextId = createIds(clock, newestId(databases));
  let waitingCount = countOf(databases.waiting);
  const changeOutcome = createOutcomeWriter(databases, write, (id) => {
    waitingCount -= 1;
    oldest.revisit(id);
  });

  function read(id: string): KeptDelivery | undefined {
    return isId(id) ? readable(id, () => readDelivery(databases, id)) : undefined;
  }

  /** What could not be kept: if it was written all the same, it is removed with the next write. */
  const doubtful = new Set<string>();

  await write(oldest.removeOldest); // the retention may have been greater before
  return {
    isThere,
    async save(delivery, { accepted, identity, alias, handlings = [] }) {
      if (handlings.length > 0 && waitingCount >= maxWaiting) {
        throw new Error(`${maxWaiting} deliveries wait to be handled already.`);
      }
      const key = identity && eventKey(identity);
      const otherKey = alias && eventKey(alias);
      const id = nextId();
      const saved = write(() => {
        takeBack(databases, doubtful);
        if (!accepted) {
          putOther(databases, id, delivery);
          if (delivery.answer !== undefined) putAnswer(databases, id, delivery.answer);
          oldest.afterSave('others');
          return { id };
        }
        const duplicateOf = putAccepted(databases, id, delivery, key, otherKey);
        oldest.afterSave(duplicateOf === undefined ? 'accepted' : 'duplicates');
        if (duplicateOf !== undefined) return { id, duplicateOf };
        if (handlings.length > 0) {
          putPlan(databases, id, handlings);
          waitingCount += 1;
        }
        return { id };
      });
      saved.catch(() => {
        doubtful.add(id);
        waitingCount = countOf(databases.waiting);
      });
      return saved;
    },
    recordAnswer: (id, answer) => changeOutcome(id, { answer }),
    recordHandling: (id, handling) => changeOutcome(id, { handling }),
    recordFailure: async (id, failure) =>
      write(() => {
        if (isKept(databases, id)) databases.failures.putSync(id, JSON.stringify(failure));
      }),
    failure: async (id) => {
      const text = isId(id) ? databases.failures.get(id) : undefined;
      // As it was written here.
      return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as Failure));
    },
    recordRerun: async (workflowId, as, depth) =>
      write(() => {
        putRerun(databases, workflowId, { as, depth, at: clock() });
      }),
    reruns: async (workflowId) => Promise.resolve(readReruns(databases, workflowId)),
    waiting: async () =>
      Promise.resolve(
        [...databases.waiting.getRange()].map(({ key: id, value }) => ({
          id,
          handlings: planFrom(value),
        })),
      ),
    get: async (id) => Promise.resolve(read(id)),
    list: async (options) => listNewest(databases, options, readable),
    count: async () =>
      Promise.resolve({
        accepted: countOf(databases.accepted) + countOf(databases.duplicates),
        others: countOf(databases.others),
      }),
    async delete(id) {
      // One that is damaged would fail what is written along with it.
      if (read(id) === undefined) return false;
      return write(() => {
        if (!isKept(databases, id)) return false;
        if (databases.waiting.doesExist(id)) waitingCount -= 1;
        removeDelivery(databases, id);
        return true;
      });
    },
    clear: async () =>
      write(() => {
        clearDatabases(databases);
        waitingCount = 0;
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await write(() => undefined); // after all that was asked for before
      await closeLmdb(root, folder);
    },
  };
}

/**
 * Makes what changes the outcome of a delivery that is kept. What comes for the same one until it is written, as its
 * answer and what its handlers did, is written in one.
 */
function createOutcomeWriter(
  databases: Databases,
  write: Writer,
  onSettled: (id: string) => void,
): (id: string, change: Change) => Promise<void> {
  const pending = new Map<
    string,
    { readonly changes: Change[]; readonly written: Promise<void> }
  >();
  return function changeOutcome(id, change) {
    const earlier = pending.get(id);
    if (earlier !== undefined) {
      earlier.changes.push(change);
      return earlier.written;
    }
    const changes = [change];
    const written = write(() => {
      pending.delete(id);
      if (isKept(databases, id) && putChanges(databases, id, changes)) onSettled(id);
    });
    pending.set(id, { changes, written });
    return written;
  };
}

function newestId(databases: Databases): string | undefined {
  const newest = { reverse: true, limit: 1 };
  return KINDS.flatMap((kind) => [...databases[kind].getKeys(newest)])
    .sort()
    .at(-1);
}

/** Removes what was written though its writing failed, as on a full disk: its sender was told that it is not kept. */
function takeBack(databases: Databases, doubtful: Set<string>): void {
  if (doubtful.size === 0) return;
  for (const id of doubtful) removeDelivery(databases, id);
  doubtful.clear();
}
