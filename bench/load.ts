import autocannon from 'autocannon';
import { sign } from '../src/circleci/signature';
import { SECRET, WORKFLOW_COMPLETED_BODY } from '../test/support/fixtures';

const CONNECTIONS = 32;
const WARM_UP_S = 1;
const MEASURED_S = 3;

export interface Load {
  readonly requestsPerSecond: number;
  /** In milliseconds. */
  readonly p50: number;
  /** In milliseconds. */
  readonly p99: number;
}

/** Posts signed workflow-completed events to a server for some seconds. Fails where one is not answered 200. */
export async function measure(url: string): Promise<Load> {
  await post(url, WARM_UP_S);
  const { requests, latency, non2xx, errors } = await post(url, MEASURED_S);
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} not 2xx, ${errors} errors`);
  return { requestsPerSecond: requests.average, p50: latency.p50, p99: latency.p99 };
}

async function post(url: string, duration: number): Promise<autocannon.Result> {
  return autocannon({
    url,
    connections: CONNECTIONS,
    duration,
    method: 'POST',
    headers: {
      'user-agent': 'CircleCI-Webhook/1.0',
      'content-type': 'application/json',
      'accept-encoding': 'gzip, deflate',
      'circleci-event-type': 'workflow-completed',
      'circleci-signature': sign(WORKFLOW_COMPLETED_BODY, SECRET),
    },
    body: WORKFLOW_COMPLETED_BODY,
  });
}
