import { randomUUID } from 'node:crypto';
import { sign } from '../src/circleci/signature';
import { SECRET, WORKFLOW_COMPLETED_BODY } from '../test/support/fixtures';

/** So many deliveries are of as many branches: a filter for one lets few through. */
const BRANCHES = 100;

const [START = '', MIDDLE = '', END = ''] = WORKFLOW_COMPLETED_BODY.toString().split(
  /(?<="id":")6f1c9d0a[^"]+|(?<="branch":")main/,
);

/**
 * Makes signed deliveries as the bytes of their requests, each of an event of its own: with a store, any other
 * would be a duplicate.
 *
 * @param host as the Host header has it
 */
export function makeDeliveries(amount: number, host: string): Buffer[] {
  return Array.from({ length: amount }, (_, index) => {
    const body = `${START}${randomUUID()}${MIDDLE}topic-${index % BRANCHES}${END}`;
    const bytes = Buffer.from(body);
    const head = [
      'POST / HTTP/1.1',
      `host: ${host}`,
      'user-agent: CircleCI-Webhook/1.0',
      'content-type: application/json',
      'accept-encoding: gzip, deflate',
      'circleci-event-type: workflow-completed',
      `circleci-signature: ${sign(bytes, SECRET)}`,
      `content-length: ${bytes.length}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}
