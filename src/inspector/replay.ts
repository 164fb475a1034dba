import { isLoopback } from '../http/loopback';
import { sendRequest, type ReceivedAnswer } from '../http/send-request';
import type { KeptDelivery } from '../store/delivery-store';
import type { Inspected } from './inspected';
import { modifiedRequest, type Modification } from './modify';

export interface Replayed {
  /** The origin that it was sent to. */
  readonly target: string;
  readonly answer: ReceivedAnswer;
  /** Under which the receiver kept it; undefined where it went elsewhere, or was not kept. */
  readonly savedId: string | undefined;
}

/** Tells why a delivery cannot be sent as it came. */
export class NotSendableError extends Error {
  override readonly name = 'NotSendableError';
}

/** Why a delivery cannot be sent as it came; undefined where it can. */
export function whyNotSendable({ bodyProblem }: KeptDelivery): string | undefined {
  return bodyProblem === undefined
    ? undefined
    : 'Its body was not kept whole, so it cannot be sent as it came. Edit it to send another body.';
}

/**
 * Sends a delivery again, changed if there is a modification. To the receiver it goes through the front door, and
 * what it is kept as is found.
 *
 * @param target the origin to send it to
 * @throws {NotSendableError} if the body is to go as it came, and is not whole
 * @throws {ModificationError} if what is changed cannot be sent
 * @throws {SendError} if no answer came
 */
export async function replay(
  original: KeptDelivery,
  modification: Modification | undefined,
  { replays, secrets, receiverUrl }: Pick<Inspected, 'replays' | 'secrets' | 'receiverUrl'>,
  target = receiverUrl,
): Promise<Replayed> {
  const problem = modification?.body === undefined ? whyNotSendable(original) : undefined;
  if (problem !== undefined) throw new NotSendableError(problem);
  const request =
    modification === undefined ? original : modifiedRequest(original, modification, secrets);
  if (target !== receiverUrl) {
    return { target, answer: await sendRequest(target, request), savedId: undefined };
  }
  const { marker, savedId } = replays.expect(original.id);
  try {
    const headers = [...request.headers, marker];
    const answer = await sendRequest(receiverUrl, { ...request, headers });
    return { target, answer, savedId: await savedId() };
  } catch (error) {
    await savedId();
    throw error;
  }
}

/**
 * The origin of another app on this machine.
 *
 * @returns undefined where the text is not one
 */
export function loopbackOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, origin, pathname, search, username } = url;
  const isBare = pathname === '/' && search === '' && username === '';
  return protocol === 'http:' && isLoopback(url) && isBare ? origin : undefined;
}
