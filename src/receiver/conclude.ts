import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, type BodyReading } from '../circleci/reading';
import type { Answer, Delivery } from '../delivery/delivery';
import type { AnswerFact } from './answer';
import type { FloodWatch } from './flood';
import type { SavedFact } from './keep-delivery';
import { deliveryOf, type Facts } from './outcome';

/**
 * A refused body that is larger is not parsed just to be shown: with many keys, 256 kB take 23 ms. CircleCI's have 1.3
 * to 2.4 kB.
 */
const MAX_PARSED_BYTES = 16 * 1024;

const NO_BODY = Buffer.alloc(0);

/** A delivery that is over. */
interface Concluded {
  readonly delivery: Delivery;
  /** Whether it is told of in brief, and not kept: a refused call in a flood of them. */
  readonly brief: boolean;
}

export type ConcludedFacts = Facts & SavedFact & AnswerFact & { concluded?: Concluded };

/** A response, with all that is known of its request. */
export type ConcludedResponse = ServerResponse & { locals: ConcludedFacts };

/** Puts a delivery together once its request is over, however it ended. */
export function conclude(
  req: IncomingMessage,
  res: ConcludedResponse,
  flood: FloodWatch,
): Concluded {
  const brief = isRefused(res.locals) && flood.isFlood();
  return { delivery: concludedDelivery(req, res, brief), brief };
}

function isRefused({ checked }: Facts): boolean {
  return checked !== undefined && checked.check.verdict !== 'valid';
}

function concludedDelivery(req: IncomingMessage, res: ConcludedResponse, brief: boolean): Delivery {
  const { saved, ...facts } = res.locals;
  const answer = res.writableFinished ? answerOf(res) : undefined;
  const isCutOff = answer === undefined && !req.complete;
  const reading = facts.reading ?? (brief ? undefined : readRefusedBody(facts.body));
  return deliveryOf({ ...facts, ...(reading && { reading }) }, { saved, answer, isCutOff, brief });
}

/** Reads the body of a refused call. Nothing depends on it: it is read to be shown. */
function readRefusedBody(body: Buffer = NO_BODY): BodyReading | undefined {
  return body.length <= MAX_PARSED_BYTES ? readBody(body) : undefined;
}

function answerOf(res: ConcludedResponse): Answer {
  const { arrival, answerBody = NO_BODY } = res.locals;
  // Not documented, but the only thing that has what Node adds by itself; morgan relies on it too.
  const head: unknown = Reflect.get(res, '_header');
  return {
    status: res.statusCode,
    durationMs: performance.now() - arrival.startedAt,
    head: typeof head === 'string' ? head : '',
    body: answerBody,
  };
}
