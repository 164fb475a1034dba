import { wait } from '../../../src/cli/wait/command';
import { callCommand } from '../../support/call-command';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { freePort } from '../../support/free-port';
import { startInspector, type TestInspector } from '../../support/test-inspector';

function at({ port }: Pick<TestInspector, 'port'>): Record<string, string> {
  return { INSPECTOR_PORT: String(port) };
}

test('prints what came in the shape of the API', async () => {
  const inspector = await startInspector();
  const called = callCommand(wait, ['workflow-completed', '--timeout', '1m'], at(inspector));
  const over = new AbortController();
  void called.finally(() => {
    over.abort();
  });
  // Each brings a new one until the command saw one: it takes what comes after it began.
  while (!over.signal.aborted) {
    await inspector.deliver(PING_BODY);
    await inspector.deliver(WORKFLOW_COMPLETED_BODY);
  }
  const { code, stdout, stderr } = await called;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'valid',
    event: { type: 'workflow-completed' },
    request: { method: 'POST', uri: '/hooks' },
  });
});

test('ends with 1 if nothing came in time, and says what was waited for', async () => {
  const inspector = await startInspector();
  await inspector.deliver(PING_BODY);
  const args = ['ping', '--branch', 'a b', '--timeout', '20ms'];
  expect(await callCommand(wait, args, at(inspector))).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Nothing came in 20ms that has type=ping&branch=a b.\n',
  });
});

test.each([
  [['--timeout', '5x'], '--timeout "5x" is no duration: use 30s or 5m, an hour at most.'],
  [['--brunch', 'main'], "Unknown option '--brunch'."],
  [['ping', 'pong', 'x'], '"pong x" is too much: TYPE is one word.'],
  [['ping', '--type', 'ping'], 'Give TYPE or --type, not both.'],
  [['--verdict', 'good'], '--verdict: use one of valid, invalid, missing, unchecked.'],
])('%j is wrong usage', async (args, sentence) => {
  const { code, stderr } = await callCommand(wait, args);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `${sentence}\n--help tells what there is.\n`,
  });
});

test('says where it asked if nothing listens there', async () => {
  const port = await freePort();
  const { code, stderr } = await callCommand(wait, [], at({ port }));
  expect(code).toBe(1);
  expect(stderr).toContain(`The inspector does not answer at http://127.0.0.1:${port}: start the`);
});
