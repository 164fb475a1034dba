import { sign } from '../../src/circleci/signature';
import { PING_BODY, SECRET } from './fixtures';
import { within } from './wait';

export interface EventAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: () => Record<string, unknown>;
}

/**
 * Posts an event as CircleCI does: signed, unless the headers have another signature.
 *
 * @param event bytes, or what is sent as JSON
 */
export async function postEvent(
  url: string,
  event: unknown = PING_BODY,
  { secret = SECRET, headers = {} }: { secret?: string; headers?: Record<string, string> } = {},
): Promise<EventAnswer> {
  const body = Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event));
  const own = { 'content-type': 'application/json', 'circleci-signature': sign(body, secret) };
  const answering = fetch(url, {
    method: 'POST',
    headers: { ...own, ...headers },
    body: new Uint8Array(body),
  });
  const answer = await within(`an answer of ${url}`, answering);
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
  };
}
