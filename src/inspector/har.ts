import { STATUS_CODES } from 'node:http';
import { bodySize } from '../delivery/delivery';
import { headerOf, headersIn, readableHeaders, type Header } from '../http/message';
import { isText } from '../text/is-text';
import type { DeliveryStore, KeptDelivery } from '../store/delivery-store';
import type { DeliveryFilter } from '../store/filter';
import { jsonListPieces, LongText } from './json-pieces';
import { readWhole } from './read-whole';
import type { Release } from './secrets';
import { publicUrl } from './public-url';

const READ_AT_ONCE = 100;

/**
 * Writes the deliveries that a filter lets through, newest first, as an HTTP Archive. It comes in pieces: all of
 * them together may be larger than the memory.
 *
 * @param release gives of each what may leave this machine
 * @param signal stops the looking for them
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function httpArchive(
  store: DeliveryStore,
  filter: DeliveryFilter,
  release: Release,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const creator = JSON.stringify({ name: 'CircleCI webhook receiver', version: '1' });
  const start = `{"log":{"version":"1.2","creator":${creator},"entries":[`;
  return jsonListPieces(start, entries(store, filter, release, signal), '\n]}}\n');
}

async function* entries(
  store: DeliveryStore,
  filter: DeliveryFilter,
  release: Release,
  signal: AbortSignal,
): AsyncGenerator<object> {
  let before: string | undefined;
  do {
    const options = { filter, limit: READ_AT_ONCE, signal };
    const page = await store.list({ ...options, ...(before !== undefined && { before }) });
    for await (const delivery of readWhole(store, page.deliveries)) yield entry(release(delivery));
    before = page.next;
  } while (before !== undefined);
}

/** Makes an entry of an archive. Names that begin with _ are our own. */
function entry(delivery: KeptDelivery): object {
  const { answer, event, signature, bodyProblem, duplicateOf } = delivery;
  const { replayOf, edited, sentTo, chosenAnswer } = delivery;
  const time = answer?.durationMs ?? 0;
  return {
    startedDateTime: delivery.receivedAt.toISOString(),
    time,
    request: request(delivery),
    response: response(answer),
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    _id: delivery.id,
    _verdict: signature.verdict,
    ...(event && { _event: event }),
    ...(bodyProblem && { _bodyProblem: bodyProblem }),
    ...(duplicateOf !== undefined && { _duplicateOf: duplicateOf }),
    ...(replayOf !== undefined && { _replayOf: replayOf }),
    ...(edited && { _edited: edited }),
    ...(sentTo !== undefined && { _sentTo: sentTo }),
    ...(chosenAnswer && { _chosenAnswer: chosenAnswer }),
  };
}

function request(delivery: KeptDelivery): object {
  const { method, headers, body, bodyProblem } = delivery;
  const url = publicUrl(delivery);
  return {
    method,
    url,
    httpVersion: `HTTP/${delivery.httpVersion}`,
    cookies: [],
    headers: readableHeaders(headers).map(nameAndValue),
    queryString: [...new URL(url).searchParams].map(nameAndValue),
    ...(body.length > 0 && {
      postData: {
        mimeType: headerOf(delivery, 'content-type') ?? '',
        ...textOf(body, '_encoding'),
        ...(bodyProblem && { comment: 'The body was not kept whole.' }),
      },
    }),
    headersSize: -1,
    bodySize: bodySize(delivery) ?? -1,
  };
}

/** Writes an answer; one that never came has the status 0, as browsers write it. */
function response(answer: KeptDelivery['answer']): object {
  const headers = answer === undefined ? [] : headersIn(answer.head);
  const body = answer?.body ?? Buffer.alloc(0);
  return {
    status: answer?.status ?? 0,
    statusText: STATUS_CODES[answer?.status ?? 0] ?? '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: readableHeaders(headers).map(nameAndValue),
    content: {
      size: body.length,
      mimeType: headerOf({ headers }, 'content-type') ?? '',
      ...textOf(body, 'encoding'),
    },
    redirectURL: '',
    headersSize: answer === undefined ? -1 : Buffer.byteLength(answer.head, 'latin1'),
    bodySize: body.length,
  };
}

function nameAndValue([name, value]: Header): object {
  return { name, value };
}

function textOf(body: Buffer, encoding: string): object {
  return isText(body)
    ? { text: new LongText(body, 'utf8') }
    : { text: new LongText(body, 'base64'), [encoding]: 'base64' };
}
