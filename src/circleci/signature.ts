import { createHmac, timingSafeEqual } from 'node:crypto';
import { isUint8Array } from 'node:util/types';
import { isNestedTooDeeply } from './nesting';
import { textOf, valueAt } from './read';

/** The Secret tokens that are accepted: the current one and, while it is being rotated, the one before. */
export interface Secrets {
  /** Never "": what it signs, anyone could sign. */
  readonly current: string;
  /** "" counts as absent. */
  readonly previous?: string;
}

/** A header as frameworks give it: null, undefined or an empty list if it was not sent. */
export type SignatureHeader = string | readonly string[] | null | undefined;

/** A body as it was sent, in bytes or as text; null or undefined if there was none. */
export type RawBody = Uint8Array | string | null | undefined;

export type RefusalReason =
  'missing-signature' | 'malformed-signature' | 'unsupported-version' | 'signature-mismatch';

export type SignatureCheck =
  | { readonly verdict: 'valid'; readonly signedWith: 'current' | 'previous' }
  | { readonly verdict: 'missing'; readonly reason: 'missing-signature' }
  | { readonly verdict: 'invalid'; readonly reason: Exclude<RefusalReason, 'missing-signature'> };

type ParsedHeader =
  | { readonly v1s: readonly string[] }
  | { readonly reason: 'malformed-signature' | 'unsupported-version'; readonly hint: string };

const V1_PATTERN = /^[0-9a-f]{64}$/;

/** Several that differ come of a rotation. Each costs little, but a header has room for hundreds. */
const MAX_V1S = 4;

/** CircleCI's bodies have a few kB; looking for causes in much larger ones would only serve a flood. */
const MAX_EXPLAINED_BODY_BYTES = 64 * 1024;

/** To parse JSON and write it anew takes a hundred times as long as an HMAC of it. */
const MAX_RESERIALISED_CHARACTERS = 16 * 1024;

function hmac(body: Uint8Array, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}

/** Compares all of them, so that the time it takes tells nothing. */
function matches(signatures: readonly Uint8Array[], body: Uint8Array, secret: string): boolean {
  const expected = hmac(body, secret);
  const right = signatures.filter(
    (signature) => signature.length === expected.length && timingSafeEqual(signature, expected),
  );
  return right.length > 0;
}

function signaturesIn(v1s: readonly string[]): Buffer[] {
  return v1s.filter((v1) => V1_PATTERN.test(v1)).map((v1) => Buffer.from(v1, 'hex'));
}

/**
 * Signs a body as CircleCI does: `v1=` and the lower-case hex HMAC-SHA256 of the raw body, with the
 * secret's UTF-8 bytes as the key.
 *
 * @returns the value of the `circleci-signature` header
 * @see https://circleci.com/docs/guides/integration/outbound-webhooks/#validate-webhooks
 * @example
 * const body = Buffer.from('{"type":"ping"}');
 * const headers = { 'circleci-signature': sign(body, secret) };
 * await fetch(url, { method: 'POST', headers, body });
 */
export function sign(body: Uint8Array, secret: string): string {
  return `v1=${hmac(body, secret).toString('hex')}`;
}

/**
 * Makes sure that there is a secret to check signatures with.
 *
 * @throws {TypeError} if the current one is missing or empty, whatever the types say
 */
export function requireSecret(secrets: Secrets): void {
  if (textOf(valueAt(secrets, 'current')) !== undefined) return;
  throw new TypeError(
    "secrets.current must be the webhook's Secret token, a text that is not empty: is the variable set that it comes from?",
  );
}

/**
 * Checks a `circleci-signature` header, a comma-separated list of `version=signature`, against the raw
 * body. Only v1, the one version there is, counts: of at most four that differ, as during a rotation, one has to be
 * right. The comparison takes constant time. Nothing that a sender does makes it throw.
 *
 * @param header the header's value; several are one list
 * @param body exactly as received
 * @throws {TypeError} if the current secret is missing or empty, or the body is a parsed one
 * @see https://circleci.com/docs/guides/integration/outbound-webhooks/#validate-webhooks
 * @example
 * async function POST(request: Request): Promise<Response> {
 *   const header = request.headers.get('circleci-signature');
 *   const check = verify(header, await request.text(), { current: secret });
 *   return check.verdict === 'valid'
 *     ? new Response(null, { status: 204 })
 *     : new Response(check.reason, { status: 403 });
 * }
 */
export function verify(header: SignatureHeader, body: RawBody, secrets: Secrets): SignatureCheck {
  requireSecret(secrets);
  const bytes = bytesOf(body);
  const list = listOf(header);
  if (list === undefined) return { verdict: 'missing', reason: 'missing-signature' };
  const parsed = parseHeader(list);
  if ('reason' in parsed) return { verdict: 'invalid', reason: parsed.reason };
  const signatures = signaturesIn(parsed.v1s);
  if (signatures.length === 0) return { verdict: 'invalid', reason: 'malformed-signature' };
  if (matches(signatures, bytes, secrets.current)) {
    return { verdict: 'valid', signedWith: 'current' };
  }
  if (secrets.previous && matches(signatures, bytes, secrets.previous)) {
    return { verdict: 'valid', signedWith: 'previous' };
  }
  return { verdict: 'invalid', reason: 'signature-mismatch' };
}

/**
 * Says in plain sentences why a check came out as it did, as far as that can be found out. Meant for the
 * receiver's owner alone: the sender of a forged call must not see it.
 *
 * Costs at most thirteen HMACs of the body, or of one that is a few times as long, and none for bodies over 64 KiB, so
 * that a flood of forged calls stays cheap.
 *
 * @param check what `verify` said of the same header, body and secrets
 * @returns no sentence if there is nothing to explain
 * @example
 * const check = verify(header, body, { current: secret });
 * for (const hint of explain(check, header, body, { current: secret })) console.warn(hint);
 */
export function explain(
  check: SignatureCheck,
  header: SignatureHeader,
  body: RawBody,
  secrets: Secrets,
): string[] {
  if (check.verdict === 'valid') {
    if (check.signedWith === 'current') return [];
    return [
      'The signature was made with the previous secret: CircleCI has not got the new one yet.',
    ];
  }
  const list = listOf(header);
  if (list === undefined) {
    return [
      'There is no circleci-signature header: either the webhook has no Secret token (CircleCI: Project Settings > Webhooks), or the call is not from CircleCI.',
    ];
  }
  const parsed = parseHeader(list);
  if ('hint' in parsed) return [parsed.hint];
  const bytes = bytesOf(body);
  const signatures = signaturesIn(parsed.v1s);
  const [v1 = ''] = parsed.v1s;
  return signatures.length === 0
    ? [explainV1(v1, bytes, secrets)]
    : [explainMismatch(signatures, bytes, secrets)];
}

function listOf(header: SignatureHeader): string | undefined {
  if (typeof header === 'string') return header;
  return header === null || header === undefined || header.length === 0
    ? undefined
    : header.join(',');
}

function bytesOf(body: RawBody): Uint8Array {
  if (isUint8Array(body)) return body;
  const text = body ?? '';
  if (typeof text === 'string') return Buffer.from(text);
  throw new TypeError(
    'verify needs the raw body, in bytes or as text: have it read by no parser before, as one of JSON.',
  );
}

function parseHeader(header: string): ParsedHeader {
  const malformed = (hint: string): ParsedHeader => ({ reason: 'malformed-signature', hint });
  // An empty element of a list counts for nothing: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2
  const parts = header
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return malformed('The circleci-signature header is empty.');

  const v1s = new Set<string>();
  for (const part of parts) {
    const separator = part.indexOf('=');
    if (separator < 1) {
      return malformed(
        'The circleci-signature header is not a list of version=signature: each part needs its version in front, as in v1=….',
      );
    }
    if (part.slice(0, separator).trim() === 'v1') v1s.add(part.slice(separator + 1).trim());
  }
  if (v1s.size === 0) {
    return {
      reason: 'unsupported-version',
      hint: 'The circleci-signature header has no v1, the only version that CircleCI documents and that is checked here.',
    };
  }
  if (v1s.size > MAX_V1S) {
    return malformed(
      `The circleci-signature header has ${v1s.size} v1 that differ; ${MAX_V1S} are the most that are checked.`,
    );
  }
  return { v1s: [...v1s] };
}

function explainV1(v1: string, body: Uint8Array, secrets: Secrets): string {
  const wouldMatch = (signature: Buffer): boolean =>
    body.length <= MAX_EXPLAINED_BODY_BYTES && matches([signature], body, secrets.current);
  const rightOtherwise = (signature: Buffer): string =>
    wouldMatch(signature) ? ' It is the right HMAC otherwise.' : '';

  if (/^[0-9a-f]{0,63}$/i.test(v1)) {
    return `v1 was cut off: it has ${v1.length} of the 64 hex digits of an HMAC-SHA256.`;
  }
  if (/^[0-9a-f]{64}$/i.test(v1)) {
    return `v1 is in upper-case hex; CircleCI sends lower case.${rightOtherwise(Buffer.from(v1, 'hex'))}`;
  }
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(v1)) {
    return `v1 is in base64; CircleCI sends lower-case hex.${rightOtherwise(Buffer.from(v1, 'base64'))}`;
  }
  return 'v1 is not an HMAC-SHA256 in hex: CircleCI sends exactly 64 lower-case hex digits.';
}

function explainMismatch(
  signatures: readonly Buffer[],
  body: Uint8Array,
  { current }: Secrets,
): string {
  if (body.length === 0) {
    return 'The body is empty, and no event is: was it read by something else before it was checked?';
  }
  if (body.length <= MAX_EXPLAINED_BODY_BYTES) {
    if (barerSecrets(current).some((secret) => matches(signatures, body, secret))) {
      return 'The signature matches the secret without the white space or quotes around it: take them out of the configuration here.';
    }
    for (const { secret, around } of paddedSecrets(current)) {
      if (!matches(signatures, body, secret)) continue;
      return `The signature matches the secret with ${around}: take that out of the webhook's Secret token, or have it here too.`;
    }
    for (const { text, hint } of otherBodies(Buffer.from(body).toString('utf8'))) {
      if (matches(signatures, Buffer.from(text), current)) return hint;
    }
  }
  return "Most likely the secret here and the webhook's Secret token differ; otherwise the body was changed on the way, beyond what can be recognised.";
}

/** Guesses what may have been meant by a secret that came with white space or quotes around it. */
function barerSecrets(secret: string): string[] {
  const trimmed = secret.trim();
  const unquoted = unquote(trimmed);
  return [...new Set([trimmed, unquoted, unquoted.trim()])].filter((other) => other !== secret);
}

/** Guesses what the webhook's Secret token may be, if something came along when the secret was copied into it. */
function paddedSecrets(secret: string): { readonly secret: string; readonly around: string }[] {
  return [
    { secret: `"${secret}"`, around: 'quotes around it' },
    { secret: `'${secret}'`, around: 'quotes around it' },
    { secret: `${secret}\n`, around: 'a newline at its end' },
    { secret: `${secret}\r\n`, around: 'a newline at its end' },
    { secret: `${secret} `, around: 'a space at its end' },
    { secret: ` ${secret}`, around: 'a space before it' },
  ];
}

/** Takes one pair of quotes off, if there is one. */
export function unquote(text: string): string {
  return /^(["'`])(.*)\1$/s.exec(text)?.[2] ?? text;
}

interface OtherBody {
  readonly text: string;
  readonly hint: string;
}

/** Guesses what the sender may have signed, if something between it and here rewrote the body. */
function otherBodies(text: string): OtherBody[] {
  const rewrote = 'Something between CircleCI and here rewrote the body: the signature matches';
  const others = [
    { text: text.replace(/\r?\n$/, ''), hint: `${rewrote} it without its trailing newline.` },
    {
      text: `${text}\n`,
      hint: `${rewrote} it with a trailing newline. (curl's -d strips newlines; --data-binary does not.)`,
    },
    ...reserialised(text, rewrote),
  ];
  return others.filter((other) => other.text !== text);
}

function reserialised(text: string, rewrote: string): OtherBody[] {
  if (text.length > MAX_RESERIALISED_CHARACTERS || isNestedTooDeeply(text)) return [];
  try {
    const json: unknown = JSON.parse(text);
    return [
      { text: JSON.stringify(json), hint: `${rewrote} its JSON in compact form.` },
      { text: JSON.stringify(json, null, 2), hint: `${rewrote} its JSON in indented form.` },
    ];
  } catch {
    return []; // not JSON: no form to compare
  }
}
