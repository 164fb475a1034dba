import { createHash } from 'node:crypto';
import type { Database, RootDatabase } from 'lmdb';
import type { EventIdentity } from '../circleci/summary';
import type { Answer, Delivery } from '../delivery';
import type {
  DeliveryStore,
  DeliverySummary,
  KeptDelivery,
  ListOptions,
  Page,
  Retention,
} from './delivery-store';
import { bodyHas, passes, type DeliveryFilter } from './filter';
import { createIds, isId } from './ids';
import { countOf, openLmdb } from './lmdb';
import { createWriter } from './writer';

/** Refused calls may come from anyone, and their bodies are kept to this size. */
const MAX_OTHERS_BODY_BYTES = 64 * 1024;

/** How many are looked at in a row while listing; then whatever else is waiting gets its turn. */
const SCANNED_AT_ONCE = 250;

type Summary = Omit<DeliverySummary, 'id' | 'answer' | 'receivedAt'> & {
  /** In milliseconds since 1970. */
  readonly receivedAt: number;
  /** Of an event that no delivery brought before. */
  readonly identity?: string;
};
type Content = Pick<
  Delivery,
  'remoteAddress' | 'httpVersion' | 'headers' | 'body' | 'hints' | 'notes'
>;

/** Reading is split as pages need it: lists need no bodies. */
interface Databases {
  readonly accepted: Database<Summary, string>;
  readonly others: Database<Summary, string>;
  readonly contents: Database<Content, string>;
  readonly answers: Database<Answer, string>;
  /** By the identity of an event, the id of the delivery that brought it first. */
  readonly firsts: Database<string, string>;
}

export interface LmdbStoreOptions {
  /** Made where it does not exist. */
  readonly folder: string;
  readonly retention: Retention;
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
  clock = Date.now,
}: LmdbStoreOptions): Promise<DeliveryStore> {
  const root = await openLmdb(folder);
  const databases = openDatabases(root);
  const write = createWriter(root, () => {
    removeOldest(databases, 'accepted', retention);
    removeOldest(databases, 'others', retention);
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
    save: async (delivery, { accepted, identity }) =>
      change(() => {
        const id = nextId();
        if (!accepted) {
          putOther(databases, id, delivery);
          return { id };
        }
        const duplicateOf = putAccepted(databases, id, delivery, identity && keyOf(identity));
        return { id, ...(duplicateOf !== undefined && { duplicateOf }) };
      }),
    recordAnswer: async (id, answer) =>
      change(() => {
        const { accepted, others, answers } = databases;
        if (accepted.doesExist(id) || others.doesExist(id)) answers.putSync(id, answer);
      }),
    get: async (id) => Promise.resolve(isId(id) ? read(databases, id) : undefined),
    list: async (options) => list(databases, options),
    count: async () =>
      Promise.resolve({
        accepted: countOf(databases.accepted),
        others: countOf(databases.others),
      }),
    clear: async () =>
      change(() => {
        const { accepted, others, contents, answers, firsts } = databases;
        for (const database of [accepted, others, contents, answers, firsts]) database.clearSync();
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

function openDatabases(root: RootDatabase): Databases {
  return {
    accepted: root.openDB('accepted', {}),
    others: root.openDB('others', {}),
    contents: root.openDB('contents', {}),
    answers: root.openDB('answers', {}),
    firsts: root.openDB('firsts', {}),
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
  return { ...shown(id, summary), ...content, ...(answer && { answer }) };
}

async function list(
  databases: Databases,
  { filter = {}, limit, before }: ListOptions,
): Promise<Page> {
  const deliveries: DeliverySummary[] = [];
  let last = before;
  for (;;) {
    const scanned = scan(databases, last);
    for (const delivery of scanned) {
      if (deliveries.length === limit) return { deliveries, ...(last && { next: last }) };
      if (passesAll(databases, filter, delivery)) deliveries.push(delivery);
      last = delivery.id;
    }
    if (scanned.length < SCANNED_AT_ONCE) return { deliveries };
    await new Promise(setImmediate);
  }
}

/** The newest deliveries before one. */
function scan(databases: Databases, before: string | undefined): DeliverySummary[] {
  const { accepted, others, answers } = databases;
  const range = {
    reverse: true,
    limit: SCANNED_AT_ONCE,
    ...(before !== undefined && { start: before, exclusiveStart: true }),
  };
  return [...accepted.getRange(range), ...others.getRange(range)]
    .sort((a, b) => (a.key < b.key ? 1 : -1))
    .slice(0, SCANNED_AT_ONCE)
    .map(({ key: id, value }) => {
      const { status, durationMs } = answers.get(id) ?? {};
      const isAnswered = status !== undefined && durationMs !== undefined;
      return { ...shown(id, value), ...(isAnswered && { answer: { status, durationMs } }) };
    });
}

function shown(
  id: string,
  { identity: _, receivedAt, ...rest }: Summary,
): Omit<DeliverySummary, 'answer'> {
  return { id, receivedAt: new Date(receivedAt), ...rest };
}

function passesAll(
  { contents }: Databases,
  filter: DeliveryFilter,
  delivery: DeliverySummary,
): boolean {
  if (!passes(filter, delivery)) return false;
  if (filter.text === undefined) return true;
  const content = contents.get(delivery.id);
  return content !== undefined && bodyHas(filter.text, content.body);
}

function newestId({ accepted, others }: Databases): string | undefined {
  const newest = { reverse: true, limit: 1 };
  return [...accepted.getKeys(newest), ...others.getKeys(newest)].sort().at(-1);
}

/** Removes what is over the retention. */
function removeOldest(
  databases: Databases,
  kind: 'accepted' | 'others',
  retention: Retention,
): void {
  const { contents, answers, firsts } = databases;
  const over = countOf(databases[kind]) - retention[kind];
  if (over <= 0) return;
  for (const { key: id, value } of [...databases[kind].getRange({ limit: over })]) {
    for (const database of [databases[kind], contents, answers]) database.removeSync(id);
    if (value.identity !== undefined) firsts.removeSync(value.identity);
  }
}
