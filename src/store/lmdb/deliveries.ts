import { hash } from 'node:crypto';
import type { EventIdentity } from '../../circleci/summary';
import type { Delivery } from '../../delivery/delivery';
import type { DeliverySummary, KeptDelivery } from '../delivery-store';
import { KINDS, type Databases, type Kind } from './databases';
import { readOutcome } from './outcomes';
import { bytesBehind, firstText, lastText, pack, unpack } from './record';

/** What a list reads of a delivery. */
type Summary = Omit<DeliverySummary, 'id' | 'answer' | 'handlings' | 'receivedAt'> & {
  /** In milliseconds since 1970. */
  readonly receivedAt: number;
};

type Details = Pick<Delivery, 'remoteAddress' | 'httpVersion' | 'headers' | 'hints' | 'notes'> & {
  /** The key of its event in hex, if no delivery brought that before. */
  readonly eventKey?: string;
};

const TEXTS = 2;

/** Refused calls may come from anyone, and their bodies are kept to this size. */
const MAX_OTHERS_BODY_BYTES = 64 * 1024;

/** A key of LMDB may have no more than 1,978 bytes, and ids come from outside: they are hashed. */
const EVENT_KEY_BYTES = 16;

/** Gives the key of an event. */
export function eventKey({ webhookId, id }: EventIdentity): Buffer {
  const digest = hash('sha256', JSON.stringify([webhookId, id]), 'buffer');
  return digest.subarray(0, EVENT_KEY_BYTES);
}

/** Puts a delivery that was let through, and gives the id of the one that brought the same event before. */
export function putAccepted(
  databases: Databases,
  id: string,
  delivery: Delivery,
  key: Buffer | undefined,
): string | undefined {
  const duplicateOf = key && databases.firsts.get(key);
  if (duplicateOf !== undefined) {
    put(databases, 'duplicates', id, { ...summaryOf(delivery), duplicateOf }, delivery);
    return duplicateOf;
  }
  put(databases, 'accepted', id, summaryOf(delivery), delivery, key);
  if (key !== undefined) databases.firsts.putSync(key, id);
  return undefined;
}

/** Puts a refused call or a visit; of a long body, the beginning. */
export function putOther(databases: Databases, id: string, delivery: Delivery): void {
  const { body } = delivery;
  if (body.length <= MAX_OTHERS_BODY_BYTES) {
    put(databases, 'others', id, summaryOf(delivery), delivery);
  } else {
    const summary: Summary = { ...summaryOf(delivery), bodyProblem: 'shortened' };
    put(databases, 'others', id, summary, {
      ...delivery,
      body: body.subarray(0, MAX_OTHERS_BODY_BYTES),
    });
  }
}

function put(
  databases: Databases,
  kind: Kind,
  id: string,
  summary: Summary,
  { remoteAddress, httpVersion, headers, hints, notes, body }: Delivery,
  key?: Buffer,
): void {
  const details: Details = {
    remoteAddress,
    httpVersion,
    headers,
    hints,
    notes,
    ...(key && { eventKey: key.toString('hex') }),
  };
  const record = pack([JSON.stringify(summary), JSON.stringify(details)], body);
  databases[kind].putSync(id, record);
}

function summaryOf(delivery: Delivery): Summary {
  const { receivedAt, method, url, signature, event, bodyProblem } = delivery;
  const { replayOf, edited, sentTo, chosenAnswer } = delivery;
  return {
    receivedAt: receivedAt.getTime(),
    method,
    url,
    signature,
    ...(event && { event }),
    ...(bodyProblem && { bodyProblem }),
    ...(replayOf !== undefined && { replayOf }),
    ...(edited && { edited }),
    ...(sentTo !== undefined && { sentTo }),
    ...(chosenAnswer && { chosenAnswer }),
  };
}

/** Removes a delivery, and that its event came. */
export function removeDelivery(databases: Databases, id: string): void {
  const key = readEventKey(databases, id);
  if (key !== undefined && databases.firsts.get(key) === id) databases.firsts.removeSync(key);
  for (const kind of KINDS) databases[kind].removeSync(id);
  databases.outcomes.removeSync(id);
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
    ...withId(id, summaryFrom(summary)),
    ...rest,
    ...{ body, handlings: [] },
    ...readOutcome(databases, id),
  };
}

/** Reads what a list shows of a record, but for what came of it. */
export function readSummary(
  id: string,
  record: Buffer,
): Omit<DeliverySummary, 'answer' | 'handlings'> {
  return withId(id, summaryFrom(firstText(record)));
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

function withId(
  id: string,
  { receivedAt, ...rest }: Summary,
): Omit<DeliverySummary, 'answer' | 'handlings'> {
  return { id, receivedAt: new Date(receivedAt), ...rest };
}

// What is read here was written here: to check thousands of records of a list by a schema takes longer than the rest.

function summaryFrom(text: string): Summary {
  return JSON.parse(text) as Summary;
}

function detailsFrom(text: string): Details {
  return JSON.parse(text) as Details;
}
