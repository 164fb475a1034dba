import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { explainFetchError } from '../circleci/fetch-problem';
import { sign } from '../circleci/signature';

const TIMEOUT_MS = 10_000;

const healthSchema = z.looseObject({ status: z.literal('ok'), proof: z.string().optional() });

/** What came of asking an address whether a receiver is there. */
export interface Probe {
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  /** By which one process is told from all others; undefined where no receiver answered. */
  readonly proof: string | undefined;
  /** What ngrok's edge says where it answers itself, as in `ERR_NGROK_3200`. */
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
 * @param secret to sign the question with, for an edge that lets signed calls through alone
 */
export async function probe(origin: string, nonce: string, secret?: string): Promise<Probe> {
  const signature = secret === undefined ? {} : { 'circleci-signature': sign(NO_BODY, secret) };
  try {
    const response = await fetch(`${origin}/healthz?nonce=${nonce}`, {
      headers: { accept: 'application/json', 'ngrok-skip-browser-warning': '1', ...signature },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return {
      status: response.status,
      proof: proofIn(await response.text()),
      ngrokError: /^ERR_NGROK_\d+$/.exec(response.headers.get('ngrok-error-code') ?? '')?.[0],
      failure: undefined,
    };
  } catch (error) {
    const none = { status: undefined, proof: undefined, ngrokError: undefined };
    return { ...none, failure: explainFetchError(error, TIMEOUT_MS) };
  }
}

const NO_BODY = Buffer.alloc(0);

function proofIn(text: string): string | undefined {
  try {
    return healthSchema.parse(JSON.parse(text)).proof;
  } catch {
    return undefined;
  }
}
