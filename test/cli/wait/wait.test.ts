import { wait } from '../../../src/cli/wait/command';
import { callCommand } from '../../support/call-command';
import { runCli } from '../../support/child';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { freePort } from '../../support/free-port';
import { gate } from '../../support/gate';
import { startStandIn } from '../../support/stand-in';
import { temporaryFolder } from '../../support/temporary-folder';
import { startInspector, type TestInspector } from '../../support/test-inspector';

/** Before all ids that there are. */
const FIRST_ID = '00000000-0000-7000-8000-000000000000';

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

test('passes over what has not all that its options ask for', async () => {
  const inspector = await startInspector();
  const options = ['--type', 'ping', '--path', '/WANTED', '--duplicates', '--since', '1h'];
  const called = callCommand(wait, [...options, '--timeout', '1m'], at(inspector));
  const over = new AbortController();
  void called.finally(() => {
    over.abort();
  });
  while (!over.signal.aborted) {
    await inspector.deliver(PING_BODY, { path: '/other' });
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/wanted' });
    await inspector.deliver(PING_BODY, { path: '/wanted' });
  }
  const { code, stdout } = await called;
  expect(code).toBe(0);
  const came = JSON.parse(stdout) as { duplicate_of: string | null };
  expect(came).toMatchObject({ event: { type: 'ping' }, request: { uri: '/wanted' } });
  expect(came.duplicate_of).not.toBeNull();
});

test('tells what came instead, the oldest first, as text', async () => {
  const inspector = await startInspector();
  const [asked, door] = [gate('the command to ask'), gate('the test to let it')];
  const between = await startStandIn((req, res) => {
    asked.open();
    void door.opened().then(async () => {
      const answer = await fetch(`${inspector.url}${req.url ?? ''}&after=${FIRST_ID}`);
      res.end(await answer.text());
    });
  });
  const called = callCommand(wait, ['job-completed', '--timeout', '1ms'], at(between));
  await asked.opened();
  await inspector.deliver(PING_BODY);
  await inspector.deliver({ type: 'x\u001b[31m\n', id: 'strange' });
  await inspector.deliver('', { method: 'GET', path: '/visit' });
  door.open();
  expect(await called).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: [
      'Nothing came in 1ms that has type=job-completed.',
      'What came instead: ping, x\\x1b[31m\\n, a call without an event.\n',
    ].join('\n'),
  });
});

test('Ctrl-C ends it at once, and the inspector waits no longer for it', async () => {
  const [asked, left] = [gate('the command to ask'), gate('the command to leave')];
  const waitedAt = await startStandIn((_req, res) => {
    res.once('close', left.open);
    asked.open();
  });
  const child = runCli('wait', ['ping'], at(waitedAt), temporaryFolder());
  await asked.opened();
  child.process.kill('SIGINT');
  await left.opened();
  await child.exitCode();
  expect([child.process.signalCode, child.stdout(), child.stderr()]).toEqual(['SIGINT', '', '']);
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
  [['--verdict', 'good'], '--verdict: use one of valid, invalid, missing, unchecked, rebuilt.'],
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
