import { createHash } from 'node:crypto';
import { IF_EXISTS, type Database, type RootDatabase } from 'lmdb';
import type { EventIdentity } from '../circleci/events';
import type { Answer, Delivery } from '../delivery';
import type {
  DeliveryStore,
  DeliverySummary,
  KeptDelivery,
  ListOptions,
  Page,
  Retention,
  Saved,
} from './delivery-store';
import { bodyHas, passes, type DeliveryFilter } from './filter';
import { createIds, isId } from './ids';
import { commit, countOf, openLmdb, type Write } from './lmdb';

/** Refused calls may come from anyone, and their bodies are kept to this size. */
const MAX_OTHERS_BODY_BYTES = 64 * 1024;

/** How many are looked at in a row while listing; then whatever else is waiting gets its turn. */
const SCANNED_AT_ONCE = 250;
/** How many may go in one commit, when there are too many. */
const REMOVED_AT_ONCE = 1_000;

type Summary = Omit<DeliverySummary, 'id' | 'answer'> & { readonly identity?: string };
type Content = Pick<Delivery, 'remoteAddress' | 'httpVersion' | 'headers' | 'body' | 'hints'>;

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
  const nextId = createIds(clock, newestId(databases));
  const listeners = new Set<() => void>();
  const trim = createTrimmer(databases, retention, changed);

  function changed(): void {
    for (const listener of listeners) listener();
  }

  await trim();
  return {
    async save(delivery, { accepted, identity }) {
      const id = nextId();
      const saved = accepted
        ? await saveAccepted(databases, id, delivery, identity && keyOf(identity))
        : await saveOther(databases, id, delivery);
      changed();
      trim().catch(() => undefined); // tried again with the next one, which fails itself if this goes on
      return saved;
    },
    async recordAnswer(id, answer) {
      const { accepted, others, answers } = databases;
      const kept = accepted.doesExist(id) ? accepted : others;
      const done = await commit((write) =>
        kept.ifVersion(id, IF_EXISTS, () => {
          write(answers.put(id, answer));
        }),
      );
      if (done) changed();
    },
    get: async (id) => Promise.resolve(isId(id) ? read(databases, id) : undefined),
    list: async (options) => list(databases, options),
    count: async () =>
      Promise.resolve({
        accepted: countOf(databases.accepted),
        others: countOf(databases.others),
      }),
    async clear() {
      await commit((write) =>
        root.batch(() => {
          const { accepted, others, contents, answers, firsts } = databases;
          for (const database of [accepted, others, contents, answers, firsts]) {
            write(database.clearAsync());
          }
        }),
      );
      changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await trim();
      await root.flushed;
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

async function saveAccepted(
  databases: Databases,
  id: string,
  delivery: Delivery,
  identity: string | undefined,
): Promise<Saved> {
  const { accepted, contents, firsts } = databases;
  const summary = summaryOf(delivery);
  const putAll = (write: Write, whole: Summary): void => {
    write(accepted.put(id, whole));
    write(contents.put(id, contentOf(delivery)));
  };
  for (;;) {
    const duplicateOf = identity === undefined ? undefined : firsts.get(identity);
    if (identity === undefined || duplicateOf !== undefined) {
      const whole = { ...summary, ...(duplicateOf !== undefined && { duplicateOf }) };
      await commit((write) =>
        accepted.batch(() => {
          putAll(write, whole);
        }),
      );
      return { id, ...(duplicateOf !== undefined && { duplicateOf }) };
    }
    // Checked once more by the thread that writes: another delivery may be on its way there.
    const isFirst = await commit((write) =>
      firsts.ifNoExists(identity, () => {
        putAll(write, { ...summary, identity });
        write(firsts.put(identity, id));
      }),
    );
    if (isFirst) return { id };
  }
}

async function saveOther(
  { others, contents, answers }: Databases,
  id: string,
  delivery: Delivery,
): Promise<Saved> {
  const { answer } = delivery;
  const tooLong = delivery.body.length > MAX_OTHERS_BODY_BYTES;
  const body = tooLong ? delivery.body.subarray(0, MAX_OTHERS_BODY_BYTES) : delivery.body;
  await commit((write) =>
    others.batch(() => {
      write(
        others.put(id, { ...summaryOf(delivery), ...(tooLong && { bodyProblem: 'shortened' }) }),
      );
      write(contents.put(id, contentOf({ ...delivery, body })));
      if (answer !== undefined) write(answers.put(id, answer));
    }),
  );
  return { id };
}

function summaryOf(delivery: Delivery): Summary {
  const { receivedAt, method, url, signature, event, bodyProblem, replayOf } = delivery;
  return {
    receivedAt,
    method,
    url,
    signature,
    ...(event && { event }),
    ...(bodyProblem && { bodyProblem }),
    ...(replayOf !== undefined && { replayOf }),
  };
}

function contentOf({ remoteAddress, httpVersion, headers, body, hints }: Delivery): Content {
  return { remoteAddress, httpVersion, headers, body, hints };
}

function read(databases: Databases, id: string): KeptDelivery | undefined {
  const summary = databases.accepted.get(id) ?? databases.others.get(id);
  const content = databases.contents.get(id);
  if (summary === undefined || content === undefined) return undefined;
  const { identity: _, ...shown } = summary;
  const answer = databases.answers.get(id);
  return { id, ...shown, ...content, ...(answer && { answer }) };
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
    .map(({ key: id, value: { identity: _, ...shown } }) => {
      const answer = answers.get(id);
      if (answer === undefined) return { id, ...shown };
      return { id, ...shown, answer: { status: answer.status, durationMs: answer.durationMs } };
    });
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

/** Makes a function that removes what is over the retention, and that does so once at a time. */
function createTrimmer(
  databases: Databases,
  retention: Retention,
  onRemoved: () => void,
): () => Promise<void> {
  let wanted = false;
  let running: Promise<void> | undefined;

  async function removeAll(): Promise<void> {
    while (wanted) {
      wanted = false;
      for (const kind of ['accepted', 'others'] as const) {
        const over = countOf(databases[kind]) - retention[kind];
        if (over <= 0) continue;
        wanted = true; // there may be more still, or again
        await removeOldest(databases, kind, Math.min(over, REMOVED_AT_ONCE));
        onRemoved();
      }
    }
  }

  return async function trim() {
    wanted = true;
    if (running === undefined) {
      running = removeAll();
      const end = (): void => {
        running = undefined;
      };
      void running.then(end, end);
    }
    return running;
  };
}

async function removeOldest(
  databases: Databases,
  kind: 'accepted' | 'others',
  count: number,
): Promise<void> {
  const { contents, answers, firsts } = databases;
  await commit((write) =>
    contents.batch(() => {
      for (const { key: id, value } of databases[kind].getRange({ limit: count })) {
        for (const database of [databases[kind], contents, answers]) write(database.remove(id));
        if (value.identity !== undefined) write(firsts.remove(value.identity));
      }
    }),
  );
}
