import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, type BodyReading } from '../circleci/reading';
import type { Answer, Delivery } from '../delivery/delivery';
import type { Log } from '../log/log';
import { answerBody } from './answer';
import { arrival } from './arrival';
import { checked } from './check-signature';
import { createFloodWatch } from './flood';
import { isHealthCheck } from './health';
import { saved, saving } from './keep-delivery';
import { knownOf } from './known';
import { deliveryOf } from './outcome';
import { createRecorder, type Storage } from './record';
import { createRequestLog } from './request-log';

/** A refused body that is larger is not parsed just to be shown. CircleCI's have 1.3 to 2.4 kB. */
const MAX_PARSED_BYTES = 256 * 1024;

const NO_BODY = Buffer.alloc(0);

export interface ConclusionOptions {
  readonly log: Log;
  readonly logLevel: 'info' | 'debug';
  /** Undefined if nothing is kept. */
  readonly storage: Storage | undefined;
}

/**
 * Makes what is done once a request is over, however it ended: the delivery is put together, recorded, handed to the
 * handlers and logged.
 */
export function createConclusion({
  log,
  logLevel,
  storage,
}: ConclusionOptions): (req: IncomingMessage, res: ServerResponse) => void {
  const logDelivery = createRequestLog(log);
  const flood = createFloodWatch(log);
  const record = storage && createRecorder(storage, log);

  return function conclude(req, res) {
    const isCheckUp = isHealthCheck(req);
    if (isCheckUp && logLevel === 'info') return;
    const brief = isRefused(req) && flood.isFlood();
    const delivery = concludedDelivery(req, res, brief);
    logDelivery(req, res, { delivery, brief });
    if (isCheckUp || brief) return;
    record?.(delivery, { saving: saving.of(req), replay: arrival.of(req)?.replay });
  };
}

function isRefused(req: IncomingMessage): boolean {
  const verdict = checked.of(req)?.check.verdict;
  return verdict === 'missing' || verdict === 'invalid';
}

function concludedDelivery(req: IncomingMessage, res: ServerResponse, brief: boolean): Delivery {
  const known = knownOf(req);
  const answer = res.writableFinished
    ? answerOf(req, res, performance.now() - known.arrival.startedAt)
    : undefined;
  const isCutOff = answer === undefined && !req.complete;
  const reading = known.reading ?? (brief ? undefined : readRefusedBody(known.body));
  return deliveryOf({ ...known, reading, answer, isCutOff, saved: saved.of(req) }, { brief });
}

/** Nothing depends on it: it is read to be shown. */
function readRefusedBody(body: Buffer | undefined): BodyReading | undefined {
  return body && body.length <= MAX_PARSED_BYTES ? readBody(body) : undefined;
}

function answerOf(req: IncomingMessage, res: ServerResponse, durationMs: number): Answer {
  // Not documented, but the only thing that has what Node adds by itself; morgan relies on it too.
  const head: unknown = Reflect.get(res, '_header');
  return {
    status: res.statusCode,
    durationMs,
    head: typeof head === 'string' ? head : '',
    body: answerBody.of(req) ?? NO_BODY,
  };
}
