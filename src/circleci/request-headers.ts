/** What CircleCI's bodies are called, and who it says it is. */
const CONTENT_TYPE = 'application/json';
const USER_AGENT = 'CircleCI-Webhook/1.0';

/** What can stand in a header as it is. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * Gives the headers that CircleCI sends with an event, but for those that are the connection's (`host` and
 * `content-length`), in the order in which ngrok hands them on.
 *
 * @param type the event's; a body that has none is sent without the header
 * @param signature what `sign` gives; CircleCI sends none if the webhook has no Secret token
 * @example
 * const headers = Object.fromEntries(requestHeaders('ping', sign(body, secret)));
 */
export function requestHeaders(
  type: string | undefined,
  signature?: string,
): (readonly [name: string, value: string])[] {
  return [
    ['User-Agent', USER_AGENT],
    ['Accept-Encoding', 'gzip, deflate'],
    ...(type !== undefined && PRINTABLE.test(type)
      ? ([['Circleci-Event-Type', type]] as const)
      : []),
    ...(signature === undefined ? [] : ([['Circleci-Signature', signature]] as const)),
    ['Content-Type', CONTENT_TYPE],
  ];
}
