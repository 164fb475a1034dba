import { runReceiver } from '../support/child';
import { testResult } from '../support/circleci-failures-stand-in';
import { startCircleCi, TOKEN } from '../support/circleci-stand-in';
import { jobEvent } from '../support/events';
import { SECRET } from '../support/fixtures';
import { postEvent } from '../support/post-event';
import { freePort } from '../support/free-port';
import { poll } from '../support/wait';

const PATH = 'github/example/shop/7';
const FAILED = jobEvent({ job: { status: 'failed', name: 'test', number: 7 } });

test('EXPLAIN_FAILURES=on has the API tell why something failed, without a click', async () => {
  const { url: host } = await startCircleCi({
    failures: { builds: { [PATH]: [] }, tests: { [PATH]: [testResult('rounds')] } },
  });
  const port = await freePort();
  const receiver = await runReceiver({
    ...{ CIRCLECI_WEBHOOK_SECRET: SECRET, CIRCLECI_TOKEN: TOKEN, CIRCLECI_HOST: host },
    ...{ EXPLAIN_FAILURES: 'on', INSPECTOR_PORT: String(port) },
  });
  await postEvent(receiver.url, FAILED);
  const api = `http://127.0.0.1:${port}/api/requests/http`;
  const list = (await (await fetch(api)).json()) as { requests: { id: string }[] };
  const address = `${api}/${list.requests[0]?.id ?? ''}/failure`;
  const failure = await poll('why it failed', async () => {
    const answer = await fetch(address);
    return answer.ok && (await answer.text());
  });
  expect(failure).toContain('"name":"rounds"');
  expect(receiver.stdout() + receiver.stderr() + failure).not.toContain(TOKEN);
});
