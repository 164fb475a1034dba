import type { ParsedEvent } from '../circleci/events';
import type { EventSummary } from '../circleci/summary';
import type { SignatureCheck } from '../circleci/signature';
import { headerOf, type HttpRequest } from '../http/message';
import type { ChosenAnswer } from './chosen-answer';

/**
 * What we say of the signature; `unchecked` if no secret is configured or none is needed, `rebuilt` if there never was
 * one: nobody sent the delivery, it was made here of what CircleCI's API tells.
 */
export type Signature = SignatureCheck | { readonly verdict: 'unchecked' | 'rebuilt' };

/** Why the body is not here, or not whole; `shortened` if a refused call's was too long to keep. */
export type BodyProblem = 'too-large' | 'content-encoding' | 'cut-off' | 'shortened';

export interface Answer {
  readonly status: number;
  readonly durationMs: number;
  /** Status line and headers as on the wire, in latin1, with the empty line at their end. */
  readonly head: string;
  readonly body: Buffer;
}

/** A request exactly as it came, with our verdict on it and our answer to it. */
export interface Delivery extends HttpRequest {
  readonly receivedAt: Date;
  /** Of who sent it: behind a tunnel on this machine, as the tunnel tells. */
  readonly remoteAddress: string;
  readonly httpVersion: string;
  readonly bodyProblem?: BodyProblem;
  /** Whether the body is JSON, as far as it was read. */
  readonly isJson: boolean;
  /** The event in the body; absent if it is none. */
  readonly parsed?: ParsedEvent;
  /** Absent if it is none. */
  readonly event?: EventSummary;
  /** What of the event is not as documented, a few words each. */
  readonly notes: readonly string[];
  readonly signature: Signature;
  /** Sentences for the receiver's owner on why the signature came out as it did. */
  readonly hints: readonly string[];
  /** The id of the delivery that brought the same event first. */
  readonly duplicateOf?: string;
  /** The id of the delivery that this one repeats. */
  readonly replayOf?: string;
  /** Whether a replay differs from what it repeats. */
  readonly edited?: boolean;
  /** The app that a replay was sent to, as in `http://localhost:8080`; absent if it came here. */
  readonly sentTo?: string;
  /** Absent if it was answered as usual. */
  readonly chosenAnswer?: ChosenAnswer;
  /** Absent if the sender left before it was answered. */
  readonly answer?: Answer;
}

/** Gives the size of the body in bytes; of one that is not here, the size that was announced, if it was. */
export function bodySize(
  delivery: Pick<Delivery, 'body' | 'bodyProblem' | 'headers'>,
): number | undefined {
  if (delivery.bodyProblem === undefined) return delivery.body.length;
  const announced = headerOf(delivery, 'content-length');
  return announced === undefined ? undefined : Number(announced);
}
