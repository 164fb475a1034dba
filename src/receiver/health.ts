import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { DeliveryStore } from '../store/delivery-store';
import { sendJson, type AnswerFact } from './answer';
import type { With } from './middleware';

const HEALTH_TARGET = /^\/healthz(?:\?|$)/;
const NONCE = /^\/healthz\?nonce=([0-9a-f]{32})$/;

/** Tells whether a request only asks if the receiver is up. A POST to the same path is a delivery. */
export function isHealthCheck({
  method,
  url = '',
}: Pick<IncomingMessage, 'method' | 'url'>): boolean {
  return (method === 'GET' || method === 'HEAD') && HEALTH_TARGET.test(url);
}

/**
 * Makes what answers a health check: that the receiver is ready if it can keep what comes, and 503 if not. One with a
 * nonce, 32 hex digits, gets a proof back that only this very process can give: who gets the same proof at two
 * addresses knows that both lead here, and nothing else. It is an HMAC with a key that is made at the start and used
 * for nothing else.
 */
export function createHealth(
  store?: Pick<DeliveryStore, 'isReady'>,
): (req: IncomingMessage & { url: string }, res: With<AnswerFact>) => Promise<void> {
  const key = randomBytes(32);
  return async function answerHealth({ url }, res) {
    const nonce = NONCE.exec(url)?.[1];
    const proof = nonce && createHmac('sha256', key).update(nonce).digest('hex');
    const isReady = (await store?.isReady()) ?? true;
    const answer = { status: isReady ? 'ok' : 'not ready', ...(proof && { proof }) };
    sendJson(res, isReady ? 200 : 503, answer, { 'Cache-Control': 'no-store' });
  };
}
