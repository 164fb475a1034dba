import { randomUUID } from 'node:crypto';
import type { Request } from 'autocannon';
import { sign } from '../src/circleci/signature';
import { SECRET, WORKFLOW_COMPLETED_BODY } from '../test/support/fixtures';

/** So many deliveries are of as many branches: a filter for one lets few through. */
const BRANCHES = 100;

const [START = '', MIDDLE = '', END = ''] = WORKFLOW_COMPLETED_BODY.toString().split(
  /(?<="id":")6f1c9d0a[^"]+|(?<="branch":")main/,
);

/**
 * Makes signed deliveries, each of an event of its own: with a store, any other would be a duplicate.
 *
 * @see https://github.com/mcollina/autocannon#requests
 */
export function createDeliveries(): (request: Request) => Request {
  let count = 0;
  return function nextDelivery(request) {
    count += 1;
    const body = Buffer.from(`${START}${randomUUID()}${MIDDLE}topic-${count % BRANCHES}${END}`);
    return {
      ...request,
      method: 'POST',
      headers: {
        'user-agent': 'CircleCI-Webhook/1.0',
        'content-type': 'application/json',
        'accept-encoding': 'gzip, deflate',
        'circleci-event-type': 'workflow-completed',
        'circleci-signature': sign(body, SECRET),
      },
      body,
    };
  };
}
