import { z } from 'zod';
import { CircleCiApiError } from './api-error';
import { explainFetchError } from './fetch-problem';

const TIMEOUT_MS = 15_000;
const MAX_ATTEMPTS = 3;
const FIRST_DELAY_MS = 500;
/** Who is asked to wait longer is better told so. */
const MAX_WAIT_MS = 30_000;
const DAY_S = 24 * 60 * 60;
/** A page of projects or webhooks has a few kB. */
const MAX_ANSWER_CHARACTERS = 4 * 1024 * 1024;
const MAX_MESSAGE_CHARACTERS = 200;

export interface ApiAccess {
  /** Of CircleCI, as in `https://circleci.com`. */
  readonly host: URL;
  /** A personal API token. */
  readonly token: string;
  /** Waits for so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly timeoutMs?: number;
  /** Is waited for before each request that is sent. */
  readonly pace?: () => Promise<void>;
  /** Once it is aborted, nothing is sent any more, and only the answer to a change is waited for. */
  readonly stopping?: AbortSignal | undefined;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's version, its parts encoded. */
  readonly path: string;
  /** What v2 has no equal for is read from v1.1. */
  readonly version?: 'v2' | 'v1.1';
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** A text that no error may show, although CircleCI's answer may repeat it. The token is one anyway. */
  readonly secret?: string;
}

interface Failure {
  readonly error: CircleCiApiError;
  /** Milliseconds after which another attempt makes sense; undefined if none does. */
  readonly retryAfterMs: number | undefined;
}

type Outcome = { readonly json: unknown } | Failure;

/**
 * Makes what sends requests to CircleCI's API.
 *
 * A request that failed on the way or at CircleCI's side is sent up to three times if that does no harm:
 * one that creates something may have been heeded although no answer came, and is not sent again. A refusal
 * for too many requests (429) is not heeded, so that any request waits and is sent again.
 *
 * @throws {CircleCiApiError} (what is made) if there is no good answer in the end
 * @throws (what is made) AbortError if it is to stop
 */
export function createApiRequest(access: ApiAccess): (request: ApiRequest) => Promise<unknown> {
  return async function sendApiRequest(request) {
    for (let attempt = 1; ; attempt += 1) {
      await access.pace?.();
      access.stopping?.throwIfAborted();
      const outcome = await attemptRequest(access, request, attempt);
      if ('json' in outcome) return outcome.json;
      if (outcome.retryAfterMs === undefined || attempt >= MAX_ATTEMPTS) throw outcome.error;
      await access.wait(outcome.retryAfterMs);
    }
  };
}

async function attemptRequest(
  { host, token, timeoutMs = TIMEOUT_MS, stopping }: ApiAccess,
  { method, path, version = 'v2', query = {}, body, secret = token }: ApiRequest,
  attempt: number,
): Promise<Outcome> {
  const url = new URL(`${host.pathname.replace(/\/$/, '')}/api/${version}${path}`, host);
  url.search = new URLSearchParams(query).toString();
  const retryAfterMs = method === 'POST' ? undefined : FIRST_DELAY_MS * 2 ** (attempt - 1);
  const stopReading = method === 'GET' ? stopping : undefined;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        'circle-token': token,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'manual', // the token is for this host alone
      signal: stopReading === undefined ? timeout : AbortSignal.any([timeout, stopReading]),
    });
    const text = await readText(response);
    if (response.ok) return readAnswer(text, host);
    if (response.status === 429) return rateLimited(response);
    const error = errorOf(response, messageIn(text, { token, secret }), host);
    return { error, retryAfterMs: response.status >= 500 ? retryAfterMs : undefined };
  } catch (error) {
    stopReading?.throwIfAborted();
    return { error: noAnswer(error, host, timeoutMs), retryAfterMs };
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_CHARACTERS) throw new RangeError('the answer is too long');
  }
  return text + decoder.decode();
}

function readAnswer(text: string, host: URL): Outcome {
  if (text.trim() === '') return { json: undefined };
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return { error: unexpectedAnswer(host), retryAfterMs: undefined };
  }
}

function rateLimited({ headers }: Response): Failure {
  const seconds = parseRetryAfter(headers.get('retry-after') ?? '');
  const waitMs = seconds * 1_000;
  return {
    error: new CircleCiApiError(
      `CircleCI has had too many requests from you (429): try again in ${seconds} s.`,
      'rate-limited',
    ),
    retryAfterMs: waitMs <= MAX_WAIT_MS ? waitMs : undefined,
  };
}

/**
 * Seconds or a date, from one second to a day: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * `Date.parse` takes much for a date that is none, such as `1.5`.
 */
function parseRetryAfter(text: string): number {
  const until = text.endsWith(' GMT') ? (Date.parse(text) - Date.now()) / 1_000 : NaN;
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil(until);
  return Number.isNaN(seconds) ? 1 : Math.min(Math.max(seconds, 1), DAY_S);
}

function errorOf({ status }: Response, said: string, host: URL): CircleCiApiError {
  if (status === 401) {
    // CircleCI does not promise to tell the two apart.
    const what = /expire/i.test(said)
      ? 'CIRCLECI_TOKEN has expired'
      : 'CircleCI does not accept CIRCLECI_TOKEN';
    return new CircleCiApiError(
      `${what} (401)${said}: make a new personal API token at https://app.circleci.com/settings/user/tokens, and set it in .env. Each expires within a year, and a project's token will not do.`,
      'unauthorized',
    );
  }
  if (status === 403) {
    return new CircleCiApiError(
      `CircleCI does not let the owner of CIRCLECI_TOKEN do this (403)${said}: only organization admins manage webhooks. Use a token of one.`,
      'forbidden',
    );
  }
  if (status === 404)
    return new CircleCiApiError(`CircleCI knows no such thing (404)${said}.`, 'not-found');
  if (status >= 500) {
    return new CircleCiApiError(
      `CircleCI has a problem of its own (${status})${said}: try again later; https://status.circleci.com tells more.`,
      'server-error',
    );
  }
  if (status >= 400) {
    return new CircleCiApiError(`CircleCI refused this (${status})${said}.`, 'rejected');
  }
  return unexpectedAnswer(host);
}

const messageSchema = z.looseObject({ message: z.string() });

/** Finds what CircleCI says in an error: one line, and short, without what may not be shown. */
function messageIn(text: string, hidden: { token: string; secret: string }): string {
  try {
    const { message } = messageSchema.parse(JSON.parse(text));
    const masked = Object.entries(hidden).reduce(
      (said, [name, value]) => said.replaceAll(value, `[${name}]`),
      message,
    );
    if (Object.values(hidden).some((value) => mayRepeat(masked, value))) return '';
    const line = masked.replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE_CHARACTERS);
    return line === '' ? '' : `, saying ${JSON.stringify(line)}`;
  } catch {
    return '';
  }
}

/**
 * Tells whether a text may have a secret in it that is escaped, as in JSON or a URL, once or more often: letters,
 * digits, `_` and `-` stay as they are in all of these.
 */
function mayRepeat(text: string, secret: string): boolean {
  const [longest = ''] = secret.split(/[^\w-]+/).sort((a, b) => b.length - a.length);
  return text.includes(longest);
}

export function unexpectedAnswer({ host }: URL, cause?: unknown): CircleCiApiError {
  return new CircleCiApiError(
    `${host} answers, but not as CircleCI's API does: look at CIRCLECI_HOST, and at any proxy on the way.`,
    'unexpected-answer',
    { cause },
  );
}

function noAnswer(error: unknown, { host }: URL, timeoutMs: number): CircleCiApiError {
  return new CircleCiApiError(
    `${host} cannot be reached: ${explainFetchError(error, timeoutMs)}. Look at your network and CIRCLECI_HOST.`,
    'no-answer',
    { cause: error },
  );
}
