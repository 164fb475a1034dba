import { isLoopback } from '../http/loopback';
import type { Replays } from '../delivery/replays';
import type { KeptDelivery } from '../store/delivery-store';
import { sendRequest, type OutgoingRequest, type ReceivedAnswer } from '../http/send-request';

export interface Replayed {
  readonly answer: ReceivedAnswer;
  /** Under which the receiver kept it; undefined where it went elsewhere, or was not kept. */
  readonly keptAs: string | undefined;
}

/** Why a delivery cannot be sent as it came; undefined where it can. */
export function whyNotSendable({ bodyProblem }: KeptDelivery): string | undefined {
  return bodyProblem === undefined
    ? undefined
    : 'Its body was not kept whole, so it cannot be sent as it came. Edit it to send another body.';
}

/**
 * Sends a delivery through the receiver's front door again, and finds what it is kept as.
 *
 * @throws {SendError} where no answer came
 */
export async function replay(
  original: KeptDelivery,
  request: OutgoingRequest,
  { replays, receiverUrl }: { replays: Replays; receiverUrl: string },
): Promise<Replayed> {
  const { marker, keptAs } = replays.send(original.id);
  try {
    const answer = await sendRequest(receiverUrl, {
      ...request,
      headers: [...request.headers, marker],
    });
    return { answer, keptAs: await keptAs() };
  } catch (error) {
    await keptAs();
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
