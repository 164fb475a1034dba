import { STATUS_CODES } from 'node:http';
import { headerOf, type Header } from '../delivery/delivery';
import { isText } from '../text/is-text';
import type { DeliveryStore, KeptDelivery } from '../store/delivery-store';
import type { DeliveryFilter } from '../store/filter';
import type { Release } from './secrets';
import { headersOf, publicUrl } from './wire';

const READ_AT_ONCE = 100;

/**
 * The deliveries that a filter lets through, newest first, as an HTTP Archive. It comes in pieces: all of
 * them together may be larger than the memory.
 *
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export async function* httpArchive(
  store: DeliveryStore,
  filter: DeliveryFilter,
  release: Release,
): AsyncGenerator<string> {
  const creator = { name: 'CircleCI webhook receiver', version: '1' };
  yield `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`;
  let separator = '\n';
  let before: string | undefined;
  do {
    const page = await store.list({
      filter,
      limit: READ_AT_ONCE,
      ...(before !== undefined && { before }),
    });
    for (const { id } of page.deliveries) {
      const delivery = await store.get(id);
      if (delivery === undefined) continue;
      yield separator + JSON.stringify(entry(release(delivery)));
      separator = ',\n';
    }
    before = page.next;
  } while (before !== undefined);
  yield '\n]}}\n';
}

/** An entry of an archive. Names that begin with _ are our own. */
function entry(delivery: KeptDelivery): object {
  const { answer, event, signature, duplicateOf, replayOf } = delivery;
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
    ...(duplicateOf !== undefined && { _duplicateOf: duplicateOf }),
    ...(replayOf !== undefined && { _replayOf: replayOf }),
  };
}

function request(delivery: KeptDelivery): object {
  const { method, headers, body } = delivery;
  const url = publicUrl(delivery);
  const queryString = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  return {
    method,
    url,
    httpVersion: `HTTP/${delivery.httpVersion}`,
    cookies: [],
    headers: headers.map(nameAndValue),
    queryString: queryString.map(nameAndValue),
    ...(body.length > 0 && {
      postData: {
        mimeType: headerOf(delivery, 'content-type') ?? '',
        ...textOf(body, '_encoding'),
      },
    }),
    headersSize: -1,
    bodySize: body.length,
  };
}

/** One that never came has the status 0, as browsers write it. */
function response(answer: KeptDelivery['answer']): object {
  const headers = answer === undefined ? [] : headersOf(answer.head);
  const body = answer?.body ?? Buffer.alloc(0);
  return {
    status: answer?.status ?? 0,
    statusText: STATUS_CODES[answer?.status ?? 0] ?? '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headers.map(nameAndValue),
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
    ? { text: body.toString('utf8') }
    : { text: body.toString('base64'), [encoding]: 'base64' };
}
