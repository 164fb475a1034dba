import type { Delivery } from '../../delivery/delivery';
import type { KeptDelivery } from '../delivery-store';
import { detailsOf, readSummaryText, shortened, summaryText, type Details } from '../stored';
import { KINDS, type Databases, type Kind } from './databases';
import { readOutcome } from './outcomes';
import { bytesBehind, lastText, pack, unpack } from './record';

type StoredDetails = Details & {
  /** The key of its event in hex, if no delivery brought that before. */
  readonly eventKey?: string;
};

const TEXTS = 2;

/** Puts a delivery that was let through, and gives the id of the one that brought the same event before. */
export function putAccepted(
  databases: Databases,
  id: string,
  delivery: Delivery,
  key: Buffer | undefined,
  alias: Buffer | undefined,
): string | undefined {
  const { firsts } = databases;
  const duplicateOf = (key && firsts.get(key)) ?? (alias && firsts.get(alias));
  if (duplicateOf !== undefined) {
    put(databases, 'duplicates', id, delivery, { duplicateOf });
    return duplicateOf;
  }
  put(databases, 'accepted', id, delivery, { key });
  if (key !== undefined) firsts.putSync(key, id);
  return undefined;
}

/** Puts a refused call or a visit. */
export function putOther(databases: Databases, id: string, delivery: Delivery): void {
  put(databases, 'others', id, shortened(delivery));
}

function put(
  databases: Databases,
  kind: Kind,
  id: string,
  delivery: Delivery,
  { duplicateOf, key }: { duplicateOf?: string; key?: Buffer | undefined } = {},
): void {
  const details: StoredDetails = {
    ...detailsOf(delivery),
    ...(key && { eventKey: key.toString('hex') }),
  };
  const texts = [summaryText(delivery, duplicateOf), JSON.stringify(details)];
  databases[kind].putSync(id, pack(texts, delivery.body));
}

/** Removes a delivery, and that its event came. */
export function removeDelivery(databases: Databases, id: string): void {
  const key = readEventKey(databases, id);
  if (key !== undefined && databases.firsts.get(key) === id) databases.firsts.removeSync(key);
  for (const kind of KINDS) databases[kind].removeSync(id);
  databases.outcomes.removeSync(id);
  databases.failures.removeSync(id);
  databases.waiting.removeSync(id);
}

/** Tells whether a delivery is kept. */
export function isKept(databases: Databases, id: string): boolean {
  return KINDS.some((kind) => databases[kind].doesExist(id));
}

/** Reads all that is kept of a delivery. */
export function readDelivery(databases: Databases, id: string): KeptDelivery | undefined {
  const record = recordOf(databases, id);
  if (record === undefined) return undefined;
  const { texts, bytes: body } = unpack(record, TEXTS);
  const [summary = '', details = ''] = texts;
  const { eventKey: _, ...rest } = detailsFrom(details);
  return {
    ...readSummaryText(id, summary),
    ...rest,
    ...{ body, handlings: [] },
    ...readOutcome(databases, id),
  };
}

/** Gives the body in a record, until the next read. */
export function bodyIn(record: Buffer): Buffer {
  return bytesBehind(record, TEXTS);
}

/** Where the key of an event stands in the details: at their end, and to parse all of them takes much longer. */
const EVENT_KEY = /"eventKey":"([0-9a-f]+)"\}$/;

/** Reads the key of the event that a delivery brought first, which is undefined for all others. */
export function readEventKey(databases: Databases, id: string): Buffer | undefined {
  const record = databases.accepted.getBinaryFast(id);
  const [, key] = EVENT_KEY.exec(record ? lastText(record, TEXTS) : '') ?? [];
  return key === undefined ? undefined : Buffer.from(key, 'hex');
}

function recordOf(databases: Databases, id: string): Buffer | undefined {
  for (const kind of KINDS) {
    const record = databases[kind].get(id);
    if (record !== undefined) return record;
  }
  return undefined;
}

function detailsFrom(text: string): StoredDetails {
  return JSON.parse(text) as StoredDetails; // as it was written here
}
