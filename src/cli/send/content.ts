import { textAt } from '../../circleci/read';
import { requestHeaders } from '../../circleci/request-headers';
import { parseBody } from '../../circleci/summary';
import type { OutgoingRequest } from '../../http/send-request';

/** What is to be sent, unsigned. */
export interface Content extends Pick<OutgoingRequest, 'headers' | 'body'> {
  readonly method?: string;
  /** Undefined if it is the URL's. */
  readonly path?: string;
}

/** Gives a body the headers that CircleCI sends along. */
export function contentOf(body: Buffer): Content {
  return { headers: requestHeaders(textAt(parseBody(body), 'type')), body };
}
