import { createHash } from 'node:crypto';
import type { EventIdentity } from '../../circleci/summary';
import type { Delivery } from '../../delivery/delivery';
import { isWaiting, withHandling, type Handling } from '../../delivery/handling';
import type { DeliveryStore, KeptDelivery, Retention } from '../delivery-store';
import { createIds, isId } from './ids';
import { countOf, openLmdb } from './open';
import {
  clearDatabases,
  openDatabases,
  type Content,
  type Databases,
  type Summary,
} from './databases';
import { listNewest, withId } from './list';
import { removeOldest } from './retention';
import { createWriter } from './writer';

/** Refused calls may come from anyone, and their bodies are kept to this size. */
const MAX_OTHERS_BODY_BYTES = 64 * 1024;

/** Where handlers are this far behind, senders had better come again later. */
const DEFAULT_MAX_WAITING = 100_000;

export interface LmdbStoreOptions {
  /** Made where it does not exist. */
  readonly folder: string;
  readonly retention: Retention;
  /** How many may wait to be handled. */
  readonly maxWaiting?: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/**
 * Opens a store in a folder, with LMDB: several writes that come together share one commit, reads are
 * memory accesses, and other processes may have it open too.
 *
 * @throws {StoreError} where the folder cannot be used, or what is in it is damaged
 * @see https://github.com/kriszyp/lmdb-js
 */
export async function openLmdbStore({
  folder,
  retention,
  maxWaiting = DEFAULT_MAX_WAITING,
  clock = Date.now,
}: LmdbStoreOptions): Promise<DeliveryStore> {
  const root = await openLmdb(folder);
  const databases = openDatabases(root);
  let waitingCount = 0;
  const write = createWriter(root, () => {
    waitingCount = countOf(databases.waiting);
    removeOldest(databases, 'accepted', retention.accepted + waitingCount);
    removeOldest(databases, 'others', retention.others);
  });
  const nextId = createIds(clock, newestId(databases));
  const listeners = new Set<() => void>();

  async function change<T>(run: () => T): Promise<T> {
    const result = await write(run);
    for (const listener of listeners) listener();
    return result;
  }

  await write(() => undefined); // the retention may have been greater before
  return {
    async save(delivery, { accepted, identity, handlings = [] }) {
      if (handlings.length > 0 && waitingCount >= maxWaiting) {
        throw new Error(`${maxWaiting} deliveries wait to be handled already.`);
      }
      return change(() => {
        const id = nextId();
        if (!accepted) {
          putOther(databases, id, delivery);
          return { id };
        }
        const duplicateOf = putAccepted(databases, id, delivery, identity && keyOf(identity));
        if (duplicateOf !== undefined) return { id, duplicateOf };
        if (handlings.length > 0) putHandlings(databases, id, handlings);
        return { id };
      });
    },
    recordAnswer: async (id, answer) =>
      change(() => {
        const { accepted, others, answers } = databases;
        if (accepted.doesExist(id) || others.doesExist(id)) answers.putSync(id, answer);
      }),
    recordHandling: async (id, handling) =>
      change(() => {
        if (!databases.accepted.doesExist(id)) return;
        putHandlings(databases, id, withHandling(databases.handlings.get(id) ?? [], handling));
      }),
    waiting: async () =>
      Promise.resolve(
        [...databases.waiting.getKeys()].map((id) => ({
          id,
          handlings: databases.handlings.get(id) ?? [],
        })),
      ),
    get: async (id) => Promise.resolve(isId(id) ? read(databases, id) : undefined),
    list: async (options) => listNewest(databases, options),
    count: async () =>
      Promise.resolve({
        accepted: countOf(databases.accepted),
        others: countOf(databases.others),
      }),
    clear: async () =>
      change(() => {
        clearDatabases(databases);
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await write(() => undefined); // after all that was asked for before
      await root.close();
    },
  };
}

function keyOf({ webhookId, id }: EventIdentity): string {
  // Hashed, since a key of LMDB may have no more than 1,978 bytes, and these come from outside.
  return createHash('sha256')
    .update(JSON.stringify([webhookId, id]))
    .digest('base64');
}

/** Puts a delivery that was let through, and gives the id of the one that brought the same event before. */
function putAccepted(
  { accepted, contents, firsts }: Databases,
  id: string,
  delivery: Delivery,
  identity: string | undefined,
): string | undefined {
  const duplicateOf = identity === undefined ? undefined : firsts.get(identity);
  const isFirst = identity !== undefined && duplicateOf === undefined;
  accepted.putSync(id, {
    ...summaryOf(delivery),
    ...(duplicateOf !== undefined && { duplicateOf }),
    ...(isFirst && { identity }),
  });
  contents.putSync(id, contentOf(delivery));
  if (isFirst) firsts.putSync(identity, id);
  return duplicateOf;
}

function putOther({ others, contents, answers }: Databases, id: string, delivery: Delivery): void {
  const { answer } = delivery;
  const tooLong = delivery.body.length > MAX_OTHERS_BODY_BYTES;
  const body = tooLong ? delivery.body.subarray(0, MAX_OTHERS_BODY_BYTES) : delivery.body;
  others.putSync(id, { ...summaryOf(delivery), ...(tooLong && { bodyProblem: 'shortened' }) });
  contents.putSync(id, contentOf({ ...delivery, body }));
  if (answer !== undefined) answers.putSync(id, answer);
}

function putHandlings(
  { handlings, waiting }: Databases,
  id: string,
  changed: readonly Handling[],
): void {
  handlings.putSync(id, changed);
  if (isWaiting(changed)) waiting.putSync(id, true);
  else waiting.removeSync(id);
}

function summaryOf(delivery: Delivery): Summary {
  const { receivedAt, method, url, signature, event, bodyProblem, replayOf } = delivery;
  return {
    receivedAt: receivedAt.getTime(),
    method,
    url,
    signature,
    ...(event && { event }),
    ...(bodyProblem && { bodyProblem }),
    ...(replayOf !== undefined && { replayOf }),
  };
}

function contentOf(delivery: Delivery): Content {
  const { remoteAddress, httpVersion, headers, body, hints, notes } = delivery;
  return { remoteAddress, httpVersion, headers, body, hints, notes };
}

function read(databases: Databases, id: string): KeptDelivery | undefined {
  const summary = databases.accepted.get(id) ?? databases.others.get(id);
  const content = databases.contents.get(id);
  if (summary === undefined || content === undefined) return undefined;
  const answer = databases.answers.get(id);
  const handlings = databases.handlings.get(id) ?? [];
  return { ...withId(id, summary), ...content, handlings, ...(answer && { answer }) };
}

function newestId({ accepted, others }: Databases): string | undefined {
  const newest = { reverse: true, limit: 1 };
  return [...accepted.getKeys(newest), ...others.getKeys(newest)].sort().at(-1);
}
