import type { IncomingMessage } from 'node:http';

const HEALTH_TARGET = /^\/healthz(?:\?|$)/;

/** Whether a request only asks if the receiver is up. A POST to the same path is a delivery. */
export function isHealthCheck({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && HEALTH_TARGET.test(url);
}
