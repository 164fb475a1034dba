import { describeEvent, type EventDetails } from '../circleci/describe';
import type { Failure } from '../circleci-api/failures';
import type { BodyProblem } from '../delivery/delivery';
import { headerOf, type Header } from '../http/message';
import type { DeliveryStore, KeptDelivery } from '../store/delivery-store';
import { isText } from '../text/is-text';
import { startOfText } from '../text/start-of-text';
import { viewBody, type BodyView } from './body-view';
import type { Part } from './links';
import { messageOf } from './message-of';
import { ownTurn } from './own-turn';
import { parseKept } from './parse-kept';

const MAX_RAW_BYTES = 64 * 1024;

/** A part of a delivery, laid out to be shown. */
export interface ShownPart {
  readonly part: Part;
  readonly content:
    | { readonly kind: 'missing' }
    | { readonly kind: 'body'; readonly view: BodyView; readonly problem?: BodyProblem | undefined }
    | { readonly kind: 'headers'; readonly headers: readonly Header[] }
    | { readonly kind: 'raw'; readonly text: string; readonly cut: boolean };
}

/** A delivery, and what of it takes a while to be laid out. */
export interface LaidOut {
  readonly delivery: KeptDelivery;
  readonly details: EventDetails;
  readonly shown: ShownPart;
  /** Why what it tells of failed, if that was read. */
  readonly failure: Failure | undefined;
}

/** Lays a delivery out, a step in each turn of the event loop: a large one would hold up what comes in. */
export async function layOut(
  delivery: KeptDelivery,
  part: Part,
  store: Pick<DeliveryStore, 'failure'>,
): Promise<LaidOut> {
  await ownTurn();
  const failure = await store.failure(delivery.id);
  await ownTurn();
  const details = describeEvent(parseKept(delivery));
  await ownTurn();
  return { delivery, details, failure, shown: { part, content: contentOf(delivery, part) } };
}

function contentOf(delivery: KeptDelivery, part: Part): ShownPart['content'] {
  const message = messageOf(delivery, part);
  if (message === undefined) return { kind: 'missing' };
  if (part.endsWith('headers')) return { kind: 'headers', headers: message.headers };
  if (part.endsWith('raw')) return viewRaw(message.raw());
  const view = viewBody(message.body, headerOf(message, 'content-type'));
  return { kind: 'body', view, problem: part === 'body' ? delivery.bodyProblem : undefined };
}

function viewRaw(bytes: Buffer): ShownPart['content'] {
  const cut = bytes.length > MAX_RAW_BYTES;
  const text = isText(bytes)
    ? startOfText(bytes, MAX_RAW_BYTES)
    : bytes.toString('latin1', 0, MAX_RAW_BYTES);
  return { kind: 'raw', text, cut };
}
