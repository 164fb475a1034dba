import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { explainFetchError } from '../../circleci-api/fetch-problem';
import { sign } from '../../circleci/signature';
import { headerOf, type Header } from '../../http/message';
import { sendRequest } from '../../http/send-request';

const TIMEOUT_MS = 10_000;

const healthSchema = z.looseObject({ status: z.literal('ok'), proof: z.string().optional() });

/** What came of asking an address whether a receiver is there. */
export interface Probe {
  /** Undefined if there was no answer. */
  readonly status: number | undefined;
  /** By which one process is told from all others; undefined if no receiver answered. */
  readonly proof: string | undefined;
  /** What ngrok's edge says if it answers itself, as in `ERR_NGROK_3200`. */
  readonly ngrokError: string | undefined;
  /** Why there was no answer. */
  readonly failure: string | undefined;
}

export function makeNonce(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Asks the receiver at an address for a proof of which process it is.
 *
 * @param secret to sign the question with
 */
export async function probe(origin: string, nonce: string, secret?: string): Promise<Probe> {
  const signature: Header[] =
    secret === undefined ? [] : [['circleci-signature', sign(NO_BODY, secret)]];
  const headers: Header[] = [
    ['host', new URL(origin).host],
    ['accept', 'application/json'],
    ['user-agent', 'doctor'],
    ['ngrok-skip-browser-warning', '1'],
    ...signature,
  ];
  try {
    const url = `/healthz?nonce=${nonce}`;
    const request = { method: 'GET', url, headers, body: NO_BODY };
    const answer = await sendRequest(origin, request, { timeoutMs: TIMEOUT_MS });
    const ngrokError = headerOf(answer, 'ngrok-error-code') ?? '';
    return {
      status: answer.status,
      proof: proofIn(answer.body.toString()),
      ngrokError: /^ERR_NGROK_\d+$/.exec(ngrokError)?.[0],
      failure: undefined,
    };
  } catch (error) {
    const none = { status: undefined, proof: undefined, ngrokError: undefined };
    return { ...none, failure: explainFetchError(error, TIMEOUT_MS) };
  }
}

/**
 * Asks the same at a public URL, and asks again if what is in front of the receiver lets signed calls through
 * alone.
 */
export async function probePublic(
  url: string,
  nonce: string,
  secret: string | undefined,
): Promise<Probe> {
  const { origin } = new URL(url);
  const first = await probe(origin, nonce);
  const isRefused = first.status === 403 && first.proof === undefined;
  return isRefused && secret !== undefined ? probe(origin, nonce, secret) : first;
}

const NO_BODY = Buffer.alloc(0);

function proofIn(text: string): string | undefined {
  try {
    return healthSchema.parse(JSON.parse(text)).proof;
  } catch {
    return undefined;
  }
}
