import { STATUS_CODES } from 'node:http';
import { eventTitle } from '../circleci/summary';
import {
  headersIn,
  messageBytes,
  readableHeaders,
  requestBytes,
  type Header,
} from '../http/message';
import type { ForwardAnswer, Handling, LogLine } from '../delivery/handling';
import type { KeptDelivery } from '../store/delivery-store';
import { withoutSecrets } from '../delivery/secrets';
import { LongText } from './json-pieces';

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** The path of the deliveries in ngrok's agent API, and here. */
export const REQUESTS_PATH = '/api/requests/http';

/** What the way to the receiver is called in that API: there is one. */
export const TUNNEL_NAME = 'receiver';

export function pathOf(id: string): string {
  return `${REQUESTS_PATH}/${id}`;
}

/**
 * Tells of a delivery in the shape of ngrok's agent API, with what is ours beside it: clients of that API find
 * what they know. It is to be written by `jsonPieces`.
 *
 * @see https://ngrok.com/docs/agent/api/#captured-requests
 */
export function capturedRequest(delivery: KeptDelivery): Readonly<Record<string, unknown>> {
  const { id, answer, event, signature } = delivery;
  return {
    uri: pathOf(id),
    id,
    tunnel_name: TUNNEL_NAME,
    remote_addr: delivery.remoteAddress,
    start: delivery.receivedAt.toISOString(),
    duration: Math.round((answer?.durationMs ?? 0) * NANOSECONDS_PER_MILLISECOND),
    request: {
      method: delivery.method,
      proto: `HTTP/${delivery.httpVersion}`,
      headers: headerMap(delivery.headers),
      uri: delivery.url,
      raw: new LongText(requestBytes(delivery), 'base64'),
    },
    response:
      answer === undefined
        ? null
        : {
            status: `${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trim(),
            status_code: answer.status,
            proto: 'HTTP/1.1',
            headers: headerMap(headersIn(answer.head)),
            raw: new LongText(messageBytes(answer), 'base64'),
          },
    verdict: signature.verdict,
    reason: 'reason' in signature ? signature.reason : null,
    hints: delivery.hints,
    notes: delivery.notes,
    event: event === undefined ? null : { title: eventTitle(event), ...event },
    body_problem: delivery.bodyProblem ?? null,
    handlings: delivery.handlings.map(handlingOf),
    duplicate_of: delivery.duplicateOf ?? null,
    replay_of: delivery.replayOf ?? null,
    edited: delivery.edited === true,
    sent_to: delivery.sentTo ?? null,
    chosen_answer: chosenAnswerOf(delivery),
  };
}

function chosenAnswerOf({ chosenAnswer }: KeptDelivery): object | null {
  if (chosenAnswer === undefined) return null;
  return { status: chosenAnswer.status ?? null, delay: (chosenAnswer.delayMs ?? 0) / 1_000 };
}

function handlingOf({ handler, state, attempts, next, supersededBy }: Handling): object {
  return {
    handler,
    state,
    attempts: attempts.map(({ number, startedAt, durationMs, error, answer, log }) => ({
      number,
      start: new Date(startedAt).toISOString(),
      duration: Math.round(durationMs * NANOSECONDS_PER_MILLISECOND),
      error: error ?? null,
      answer: answer === undefined ? null : appAnswerOf(answer),
      log: log?.lines.map(loggedLine) ?? [],
      log_left_out: log?.leftOut ?? 0,
    })),
    next_attempt: next === undefined ? null : new Date(next.at).toISOString(),
    superseded_by: supersededBy ?? null,
  };
}

function loggedLine({ at, level, text, details }: LogLine): object {
  return { time: new Date(at).toISOString(), level, text, details: details ?? null };
}

function appAnswerOf({ status, headers, body }: ForwardAnswer): object {
  const { headers: masked } = withoutSecrets({ url: '', headers });
  return { status_code: status, headers: headerMap(masked), body_base64: body };
}

/** Maps headers by canonical name, as in `Circleci-Signature`, the values in their order. */
function headerMap(headers: readonly Header[]): Readonly<Record<string, readonly string[]>> {
  const map = new Map<string, string[]>();
  for (const [name, value] of readableHeaders(headers)) {
    const canonical = name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
    map.set(canonical, [...(map.get(canonical) ?? []), value]);
  }
  return Object.fromEntries(map);
}
