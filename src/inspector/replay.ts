import { isDeepStrictEqual } from 'node:util';
import { readBody } from '../circleci/reading';
import { isRebuilt } from '../delivery/rebuilt';
import { isLoopback } from '../http/loopback';
import { headerOf, headOf, withHeader, type Header, type HttpRequest } from '../http/message';
import { sendRequest, type ReceivedAnswer } from '../http/send-request';
import type { KeptDelivery } from '../store/delivery-store';
import type { InspectorOptions } from './inspector-options';
import { modifiedRequest, type Modification } from './modify';
import { Problem } from './problem';

export interface Replayed {
  /** The origin that it was sent to. */
  readonly target: string;
  readonly answer: ReceivedAnswer;
  /** Under which it is kept; undefined if it is not. */
  readonly savedId: string | undefined;
}

/** Says why a delivery cannot be sent as it came; undefined if it can. */
export function whyNotSendable({ bodyProblem }: KeptDelivery): string | undefined {
  return bodyProblem === undefined
    ? undefined
    : 'Its body was not kept whole, so it cannot be sent as it came. Edit it to send another body.';
}

/** Throws a `Problem` if a delivery cannot be sent as it came. */
export function requireSendable(delivery: KeptDelivery): void {
  const problem = whyNotSendable(delivery);
  if (problem !== undefined) throw new Problem(409, problem);
}

/**
 * Gives the id under which a replay is kept.
 *
 * @throws {Problem} if it is not
 */
export function requireKept({ answer, savedId }: Replayed): string {
  if (savedId !== undefined) return savedId;
  throw new Problem(502, `The receiver answered ${answer.status}, and kept nothing of it.`);
}

/**
 * Sends a delivery again, changed if there is a modification; one that was rebuilt is signed anyway, so that the front
 * door lets it in. To the receiver it goes through the front door, and
 * what it is kept as is found; what goes to another app is kept with the answer of that.
 *
 * @param target the origin to send it to
 * @throws {Problem} if the body is to go as it came, and is not whole, or what is changed cannot be sent
 * @throws {SendError} if no answer came
 */
export async function replay(
  original: KeptDelivery,
  given: Modification | undefined,
  inspected: Pick<InspectorOptions, 'replays' | 'secrets' | 'receiverUrl' | 'store'>,
  target = inspected.receiverUrl,
): Promise<Replayed> {
  const modification = given ?? (isRebuilt(original) ? {} : undefined);
  if (modification?.body === undefined) requireSendable(original);
  const request = modification
    ? modifiedRequest(original, modification, inspected.secrets)
    : original;
  const sending = { request, original, target };
  return target === inspected.receiverUrl
    ? sendToReceiver(sending, inspected)
    : sendElsewhere(sending, inspected);
}

interface Sending {
  readonly request: HttpRequest;
  readonly original: KeptDelivery;
  readonly target: string;
}

async function sendToReceiver(
  { request, original, target }: Sending,
  { replays }: Pick<InspectorOptions, 'replays'>,
): Promise<Replayed> {
  const { marker, savedId } = replays.expect(original.id, isEdited(request, original));
  // Only HTTP/1.0, which we do not send, may do without. What stands behind the marker is not kept.
  const host: Header[] =
    headerOf(request, 'host') === undefined ? [['Host', new URL(target).host]] : [];
  try {
    const headers = [...request.headers, marker, ...host];
    const answer = await sendRequest(target, { ...request, headers });
    return { target, answer, savedId: await savedId() };
  } catch (error) {
    await savedId();
    throw error;
  }
}

async function sendElsewhere(
  { request, original, target }: Sending,
  { store }: Pick<InspectorOptions, 'store'>,
): Promise<Replayed> {
  const { method, url, body } = request;
  const headers = withHeader(request.headers, 'Host', new URL(target).host);
  const receivedAt = new Date();
  const answer = await sendRequest(target, { method, url, headers, body });
  const { status, reason, durationMs } = answer;
  const head = headOf(`HTTP/1.1 ${status} ${reason}`, answer.headers);
  const { isJson, event } = readBody(body);
  const { id } = await store.save(
    {
      ...{ receivedAt, remoteAddress: '127.0.0.1', method, url, httpVersion: '1.1', headers, body },
      isJson,
      ...(event && { parsed: event.parsed, event: event.summary }),
      ...{ notes: [], hints: [], signature: { verdict: 'unchecked' } },
      replayOf: original.id,
      edited: isEdited(request, original),
      sentTo: target,
    },
    { accepted: true }, // so that its body is kept whole
  );
  await store.recordAnswer(id, { status, durationMs, head, body: answer.body });
  return { target, answer, savedId: id };
}

function isEdited(request: HttpRequest, original: HttpRequest): boolean {
  const parts = ({ method, url, headers, body }: HttpRequest): unknown[] => [
    ...[method, url, headers, body],
  ];
  return !isDeepStrictEqual(parts(request), parts(original));
}

/**
 * Reads the origin of another app on this machine.
 *
 * @returns undefined if the text is not one
 */
export function loopbackOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, origin, pathname, search, username } = url;
  const isBare = pathname === '/' && search === '' && username === '';
  return protocol === 'http:' && isLoopback(url) && isBare ? origin : undefined;
}
