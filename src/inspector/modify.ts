import { validateHeaderName, validateHeaderValue, METHODS } from 'node:http';
import { sign, type Secrets } from '../circleci/signature';
import { isRebuilt } from '../delivery/rebuilt';
import {
  headerOf,
  withHeader,
  writtenHeaders,
  type Header,
  type HttpRequest,
} from '../http/message';
import { Problem } from './problem';
import type { KeptDelivery } from '../store/delivery-store';

/** What of a delivery is to be sent otherwise; the rest is sent as it came. */
export interface Modification extends Partial<HttpRequest> {
  /** Whether to sign the body anew; if undefined, as `signsByDefault` has it. */
  readonly sign?: boolean;
}

/** Tells whether a changed delivery is signed anew, if nothing else is said: if it was signed, or rebuilt, and can be. */
export function signsByDefault(delivery: KeptDelivery, secrets: Secrets | undefined): boolean {
  const isSigned = headerOf(delivery, 'circleci-signature') !== undefined;
  return secrets !== undefined && (isSigned || isRebuilt(delivery));
}

/**
 * Changes a delivery, and signs it anew if that is wanted.
 *
 * @throws {Problem} if the result cannot be sent
 */
export function modifiedRequest(
  delivery: KeptDelivery,
  modification: Modification,
  secrets: Secrets | undefined,
): HttpRequest {
  const { method, url, body } = { ...delivery, ...modification };
  const headers = modification.headers
    ? writtenHeaders(modification.headers, delivery.headers)
    : delivery.headers;
  const problems = [...startLineProblems(method, url), ...headers.flatMap(headerProblems)];
  const signs = modification.sign ?? signsByDefault(delivery, secrets);
  if (signs && secrets === undefined) {
    problems.push('No secret is configured to sign with: set CIRCLECI_WEBHOOK_SECRET.');
  }
  if (problems.length > 0) throw new Problem(400, ...problems);

  const framed = withLength(headers, body);
  if (!signs || secrets === undefined) return { method, url, headers: framed, body };
  const signature = sign(body, secrets.current);
  return { method, url, headers: withHeader(framed, 'Circleci-Signature', signature), body };
}

function startLineProblems(method: string, url: string): string[] {
  return [
    ...(METHODS.includes(method) && method !== 'CONNECT'
      ? []
      : [`${JSON.stringify(method)} is not a method that HTTP knows, as POST is.`]),
    ...(/^(\/|\*$|\w+:\/\/)[\x21-\xff]*$/.test(url)
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
      `The header ${JSON.stringify(name)} cannot be sent: names have letters, digits and dashes, and values no line breaks.`,
    ];
  }
}

/** Makes the content-length say the truth: any other one would only break the connection. */
function withLength(headers: readonly Header[], body: Buffer): readonly Header[] {
  const has = (name: string): boolean => headerOf({ headers }, name) !== undefined;
  if (has('transfer-encoding')) return headers;
  return body.length === 0 && !has('content-length')
    ? headers
    : withHeader(headers, 'Content-Length', String(body.length));
}
