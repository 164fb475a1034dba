import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

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
 * Makes what answers a health check. One with a nonce, 32 hex digits, gets a proof back that only this very
 * process can give: who gets the same proof at two addresses knows that both lead here, and nothing else. It
 * is an HMAC with a key that is made at the start and used for nothing else.
 */
export function createHealth(): (url: string) => { status: 'ok'; proof?: string } {
  const key = randomBytes(32);
  return function answerHealth(url) {
    const nonce = NONCE.exec(url)?.[1];
    if (nonce === undefined) return { status: 'ok' };
    return { status: 'ok', proof: createHmac('sha256', key).update(nonce).digest('hex') };
  };
}
