import { textOf } from '../../circleci/read';
import { requestHeaders } from '../../circleci/request-headers';
import { parseBody } from '../../circleci/summary';
import { toldBy } from '../../circleci/told';
import type { HttpRequest, Message } from '../../http/message';

/** What is to be sent, unsigned: without a URL, to the one that is named. */
export type Content = Message & Partial<HttpRequest>;

/** Gives a body the headers that CircleCI sends along. */
export function contentOf(body: Buffer): Content {
  return { headers: requestHeaders(textOf(toldBy(parseBody(body)).type)), body };
}
