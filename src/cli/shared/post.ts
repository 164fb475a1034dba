import type { HttpRequest, Message } from '../../http/message';
import { SendError, sendRequest, type ReceivedAnswer } from '../../http/send-request';

/** CircleCI waits so long for an answer: https://circleci.com/docs/guides/integration/outbound-webhooks/ */
const TIMEOUT_MS = 10_000;

/** What is the connection's, and does not go along when a request is sent again. */
const CONNECTION_HEADERS = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'expect'],
  ...['te', 'trailer', 'upgrade', 'proxy-connection'],
]);

/** What came of a request. */
export type Outcome =
  | { readonly answer: ReceivedAnswer }
  /** `nobody` if nothing listens: there is no use in sending more. */
  | { readonly problem: string; readonly nobody: boolean };

/** Frames a body and its headers as a request to an address. */
export function requestTo(
  url: URL,
  { method = 'POST', url: target, headers, body }: Partial<HttpRequest> & Message,
): HttpRequest {
  const own = headers.filter(([name]) => !CONNECTION_HEADERS.has(name.toLowerCase()));
  return {
    method,
    url: target ?? url.pathname + url.search,
    headers: [['Host', url.host], ['Content-Length', String(body.length)], ...own],
    body,
  };
}

/** Sends a request, and waits for the answer as long as CircleCI does. */
export async function post(
  url: URL,
  request: HttpRequest,
  timeoutMs = TIMEOUT_MS,
): Promise<Outcome> {
  try {
    return { answer: await sendRequest(url.origin, request, { timeoutMs }) };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return { problem: error.message, nobody: error.kind === 'nothing-listens' };
  }
}

/** Tells whether CircleCI would take it for delivered. */
export function isAccepted(outcome: Outcome): boolean {
  return 'answer' in outcome && outcome.answer.status >= 200 && outcome.answer.status < 300;
}
