import {
  headersIn,
  messageBytes,
  readableHeaders,
  requestBytes,
  type Message,
} from '../http/message';
import type { KeptDelivery } from '../store/delivery-store';
import type { Part } from './links';

/** A message for people to read: its headers are readable, and its bytes as they were on the wire. */
interface ReadableMessage extends Message {
  readonly raw: () => Buffer;
}

/** Gives the request or the answer, whichever a part is of; undefined if there is no answer. */
export function messageOf(delivery: KeptDelivery, part: Part): ReadableMessage | undefined {
  const { answer, headers, body } = delivery;
  if (!part.startsWith('answer-')) {
    return { headers: readableHeaders(headers), body, raw: () => requestBytes(delivery) };
  }
  return (
    answer && {
      headers: readableHeaders(headersIn(answer.head)),
      body: answer.body,
      raw: () => messageBytes(answer),
    }
  );
}
