import { request as requestHttp, STATUS_CODES, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isNativeError } from 'node:util/types';
import { headersFrom, type HttpRequest, type Message } from './message';
import { codeOf } from '../text/code-of';
import { AnswerFirstAgent } from './answer-first-agent';

const TIMEOUT_MS = 30_000;
/** What is shown of an answer. */
const MAX_ANSWER_BYTES = 1024 * 1024;

export interface SendOptions {
  /** How long to wait for all of the answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** Of a longer answer, the rest is not read. */
  readonly maxAnswerBytes?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** What the system says of an address at which there is nobody. */
const NOBODY_THERE = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

export interface ReceivedAnswer extends Message {
  readonly status: number;
  readonly reason: string;
  readonly durationMs: number;
}

/** Tells why a request could not be sent, or was not answered. */
export class SendError extends Error {
  override readonly name = 'SendError';

  constructor(
    message: string,
    readonly kind: 'nothing-listens' | 'too-late' | 'other',
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Sends a request with exactly the headers given, in their order and case. Only `Connection: close` is added
 * if there is none.
 *
 * @param origin where to, as in `http://127.0.0.1:3000`
 * @throws {SendError} if no answer came, or a part of the request cannot stand on the wire
 */
export async function sendRequest(
  origin: string,
  { method, url, headers, body }: HttpRequest,
  { timeoutMs = TIMEOUT_MS, maxAnswerBytes = MAX_ANSWER_BYTES, signal }: SendOptions = {},
): Promise<ReceivedAnswer> {
  const { protocol, hostname, port } = new URL(origin);
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  const timeout = AbortSignal.timeout(timeoutMs);
  const startedAt = performance.now();
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({
        host: hostname.replace(/^\[|\]$/g, ''),
        port,
        method,
        path: url,
        headers: headers.flat(),
        setHost: false,
        agent: protocol === 'https:' ? false : new AnswerFirstAgent(),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    });
    return {
      status: response.statusCode ?? 0,
      reason: response.statusMessage ?? STATUS_CODES[response.statusCode ?? 0] ?? '',
      headers: headersFrom(response.rawHeaders),
      body: await startOf(response, maxAnswerBytes),
      durationMs: performance.now() - startedAt,
    };
  } catch (error) {
    const { kind, why } = explain(error, timeoutMs);
    throw new SendError(`${origin} did not answer: ${why}`, kind, { cause: error });
  }
}

async function startOf(response: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

function explain(error: unknown, timeoutMs: number): { kind: SendError['kind']; why: string } {
  if (!isNativeError(error)) return { kind: 'other', why: String(error) };
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return { kind: 'too-late', why: `it took longer than ${timeoutMs / 1000} seconds` };
  }
  return NOBODY_THERE.includes(codeOf(error))
    ? { kind: 'nothing-listens', why: 'nothing listens there' }
    : { kind: 'other', why: error.message };
}
