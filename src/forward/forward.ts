import { sign } from '../circleci/signature';
import type { ForwardTarget } from '../config/forward-to';
import type { Delivery } from '../delivery/delivery';
import type { ForwardAnswer } from '../delivery/handling';
import { isRebuilt } from '../delivery/rebuilt';
import { headerOf, withHeader, type HttpRequest } from '../http/message';
import { sendRequest, SendError, type ReceivedAnswer } from '../http/send-request';
import type { Log } from '../log/log';
import { passesOnArrival, type DeliveryFilter } from '../store/filter';
import type { KeptDelivery } from '../store/delivery-store';
import { duration } from '../text/duration';
import { judge, type Judgement } from './judge';
import { untilListening } from './listening';
import { requestFor } from './request';

/** What is kept of an app's answer. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** What came of sending a delivery to a target. */
export interface Forwarded extends Judgement {
  /** Absent if there was none. */
  readonly answer?: ForwardAnswer;
}

type Sendable = Pick<KeptDelivery, 'id' | 'method' | 'url' | 'headers' | 'body' | 'signature'>;

/** What sends deliveries on to one target. */
export interface Forward {
  /** Under which it is kept what became of a delivery. */
  readonly name: string;
  readonly target: ForwardTarget;
  /** Tells since when nothing listens there, in milliseconds since 1970; undefined as long as something seems to. */
  readonly awaySince: () => number | undefined;
  /** Tells whether a delivery is to go there. */
  readonly accepts: (delivery: Delivery) => boolean;
  /**
   * Sends a delivery, once something listens there. It is rejected only if `isKept` is.
   *
   * @param isKept tells, after a wait, whether the delivery is kept still
   * @returns undefined if `stop` ended it before the target had it, or it is no longer kept
   */
  readonly send: (
    delivery: Sendable,
    stop: AbortSignal,
    isKept: () => Promise<boolean>,
  ) => Promise<Forwarded | undefined>;
  /** Ends the waiting for one who listens there. */
  readonly stopWaiting: () => void;
}

export interface ForwardOptions {
  readonly target: ForwardTarget;
  readonly filter: DeliveryFilter;
  /** How long the target may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** What a rebuilt delivery is signed with; undefined if signatures are not checked. */
  readonly secret?: string | undefined;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** Makes what sends deliveries on to a target. */
export function createForward(options: ForwardOptions): Forward {
  const { target, filter, timeoutMs, secret, log } = options;
  const { url } = target;
  const stopping = new AbortController();
  let awaySince: number | undefined;

  async function untilBack(end: AbortSignal): Promise<void> {
    awaySince = Date.now();
    log.warn(`Nothing listens at ${url.href}: what is to go there waits until something does.`);
    if (!(await untilListening(url, end))) return;
    awaySince = undefined;
    log.info(`${url.href} is back: what waited for it goes there now.`);
  }

  /** Sends once; gives undefined if nobody is there. */
  async function sendOnce(delivery: Sendable, signal: AbortSignal): Promise<Forwarded | undefined> {
    try {
      const limits = { timeoutMs, signal, maxAnswerBytes: MAX_ANSWER_BYTES };
      const request = requestFor(target, signed(delivery, secret));
      const answer = await sendRequest(url.origin, request, limits);
      const judgement = judge(answer.status, headerOf(answer, 'retry-after'), Date.now());
      if (judgement.error === undefined) {
        const took = duration(answer.durationMs);
        log.info(`Delivery ${delivery.id} went to ${url.href}: ${answer.status}, ${took}.`);
      }
      return { ...judgement, answer: keptOf(answer) };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      if (signal.aborted) return { error: 'The receiver stopped before it was answered.' };
      return error.kind === 'nothing-listens' ? undefined : { error: error.message };
    }
  }

  return {
    name: url.href,
    target,
    awaySince: () => awaySince,
    accepts: passesOnArrival(filter),
    async send(delivery, stop, isKept) {
      const end = AbortSignal.any([stop, stopping.signal]);
      while (!end.aborted) {
        const forwarded = await sendOnce(delivery, stop);
        if (forwarded !== undefined) return forwarded;
        await untilBack(end);
        if (!(await isKept())) break; // deleted meanwhile
      }
      return undefined;
    },
    stopWaiting() {
      stopping.abort();
    },
  };
}

/** Signs what was rebuilt: an app that checks signatures would refuse it else. All others go on as they came. */
function signed(delivery: Sendable, secret: string | undefined): HttpRequest {
  if (secret === undefined || !isRebuilt(delivery)) return delivery;
  const { headers, body } = delivery;
  const signature = sign(body, secret);
  return { ...delivery, headers: withHeader(headers, 'Circleci-Signature', signature) };
}

function keptOf({ status, reason, headers, body }: ReceivedAnswer): ForwardAnswer {
  return { status, reason, headers, body: body.toString('base64') };
}
