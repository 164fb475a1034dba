import { validateHeaderName, validateHeaderValue, METHODS } from 'node:http';
import { sign, type Secrets } from '../circleci/signature';
import { headerOf, type Header } from '../delivery/delivery';
import type { KeptDelivery } from '../store/delivery-store';
import type { OutgoingRequest } from '../http/send-request';

/** What of a delivery is to be sent otherwise; the rest is sent as it came. */
export interface Modification {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly headers?: readonly Header[] | undefined;
  readonly body?: Buffer | undefined;
  /** Whether to sign the body anew; where undefined, if `signsByDefault`. */
  readonly sign?: boolean | undefined;
}

/** Tells what cannot be sent so, one sentence a problem. */
export class ModificationError extends Error {
  override readonly name = 'ModificationError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join(' '));
  }
}

/** What a delivery is sent as when it is sent again as it came. */
export function sameRequest({ method, url, headers, body }: KeptDelivery): OutgoingRequest {
  return { method, path: url, headers, body };
}

/** Whether a changed delivery is signed anew, if nothing else is said: where it was signed, and can be. */
export function signsByDefault(delivery: KeptDelivery, secrets: Secrets | undefined): boolean {
  return secrets !== undefined && headerOf(delivery, 'circleci-signature') !== undefined;
}

/**
 * Changes a delivery, and signs it anew where that is wanted.
 *
 * @throws {ModificationError} where the result cannot be sent
 */
export function modifiedRequest(
  delivery: KeptDelivery,
  modification: Modification,
  secrets: Secrets | undefined,
): OutgoingRequest {
  const { method, path, headers, body } = { ...sameRequest(delivery), ...defined(modification) };
  const problems = [...startLineProblems(method, path), ...headers.flatMap(headerProblems)];
  const signs = modification.sign ?? signsByDefault(delivery, secrets);
  if (signs && secrets === undefined) {
    problems.push('No secret is configured to sign with: set CIRCLECI_WEBHOOK_SECRET.');
  }
  if (problems.length > 0) throw new ModificationError(problems);

  const framed = withLength(headers, body);
  if (!signs || secrets === undefined) return { method, path, headers: framed, body };
  const signature = sign(body, secrets.current);
  return { method, path, headers: withHeader(framed, 'Circleci-Signature', signature), body };
}

function defined({ method, path, headers, body }: Modification): Partial<OutgoingRequest> {
  return {
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { body }),
  };
}

function startLineProblems(method: string, path: string): string[] {
  return [
    ...(METHODS.includes(method) && method !== 'CONNECT'
      ? []
      : [`${JSON.stringify(method)} is not a method that HTTP knows, as POST is.`]),
    ...(/^(\/|\*$|\w+:\/\/)[\x21-\xff]*$/.test(path)
      ? []
      : [`The path must begin with / and have no spaces: write those as %20.`]),
  ];
}

function headerProblems([name, value]: Header): string[] {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return [];
  } catch {
    return [
      `The header ${JSON.stringify(name)} cannot be sent: names have letters, digits and dashes, and values no line breaks, nor characters beyond Latin-1.`,
    ];
  }
}

/** Has the content-length say the truth: any other one would only break the connection. */
function withLength(headers: readonly Header[], body: Buffer): readonly Header[] {
  const has = (wanted: string): boolean => headers.some(([name]) => name.toLowerCase() === wanted);
  if (has('transfer-encoding')) return headers;
  return body.length === 0 && !has('content-length')
    ? headers
    : withHeader(headers, 'Content-Length', String(body.length));
}

/** Sets a header where it stands, or at the end, and leaves one of it. */
function withHeader(headers: readonly Header[], name: string, value: string): readonly Header[] {
  const isIt = ([other]: Header): boolean => other.toLowerCase() === name.toLowerCase();
  const first = headers.findIndex(isIt);
  if (first === -1) return [...headers, [name, value]];
  return headers.flatMap((header, index): Header[] => {
    if (index === first) return [[header[0], value]];
    return isIt(header) ? [] : [header];
  });
}
