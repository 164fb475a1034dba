import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replay } from '../../../src/cli/replay/command';
import { startAppStandIn } from '../../support/app-stand-in';
import { callCommand, type Called } from '../../support/call-command';
import { runCli, runCliOnTerminal } from '../../support/child';
import { jobEvent, PINGED } from '../../support/events';
import { PING_BODY } from '../../support/fixtures';
import { freePort } from '../../support/free-port';
import { fill } from '../../support/inspector-page';
import { startStandIn } from '../../support/stand-in';
import { temporaryFolder } from '../../support/temporary-folder';
import { startInspector, type TestInspector } from '../../support/test-inspector';
import { until } from '../../support/until';

function at({ port }: Pick<TestInspector, 'port'>): Record<string, string> {
  return { INSPECTOR_PORT: String(port) };
}

async function call(inspector: TestInspector, ...args: readonly string[]): Promise<Called> {
  return callCommand(replay, args, at(inspector));
}

async function urls({ store }: TestInspector): Promise<string[]> {
  return (await store.list({ limit: 100 })).deliveries.map(({ url }) => url);
}

const TIME = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z';

test('replays what passes, the oldest first, and says before how many, and the first and last', async () => {
  const inspector = await startInspector();
  await fill(inspector, 3);
  await inspector.deliver(jobEvent(), { path: '/job' });
  const { code, stdout, stderr } = await call(inspector, '--type', 'ping', '--rate', '1000');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    new RegExp(
      `^3 deliveries with type=ping\\.\n  first  ${TIME}  ping  POST /0\n  last   ${TIME}  ping  POST /2\n3 of 3 replayed\\.\n$`,
    ),
  );
  expect((await urls(inspector)).slice(0, 4)).toEqual(['/2', '/1', '/0', '/job']);
});

test('does nothing in a dry run, and if nothing passes', async () => {
  const inspector = await startInspector();
  await fill(inspector, 1);
  const dry = await call(inspector, '--dry-run', '--action', 'delete');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toMatch(/^1 delivery kept\.\n {2}first {2}.*POST \/0\n$/);
  expect(await call(inspector, '--status', 'failed', '--branch', 'a b')).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: 'There is no delivery with status=failed&branch=a b.\n',
  });
  expect(await urls(inspector)).toEqual(['/0']);
});

test('forwards and handles what was let through, and tells what failed', async () => {
  const app = await startAppStandIn();
  const inspector = await startInspector({
    forwardTo: app.url,
    handlers: { ping: () => undefined },
  });
  await inspector.deliver(PINGED);
  const { id } = await inspector.deliver(jobEvent());
  await inspector.deliver(PING_BODY, { headers: { 'circleci-signature': 'v1=forged' } });
  await app.gets(2);
  const { store } = inspector;
  await until(store, 'the forged one kept', async () => (await store.count()).others === 1);
  const forwarded = await call(inspector, '--forward', '--rate', '1000');
  expect(forwarded.stdout).toContain('3 deliveries kept; left out: 1 (refused, or no event).\n');
  expect(forwarded).toMatchObject({ code: 0, stderr: '' });
  await app.gets(4);
  const handled = await call(inspector, '--handlers', '--rate', '1000');
  expect(handled).toMatchObject({ code: 1, stderr: `  ${id}  There is no handler for it.\n` });
  expect(handled.stdout).toMatch(/1 of 2 handed over, 1 failed\.\n$/);
});

test('deletes nothing unless it is told that it is meant', async () => {
  const inspector = await startInspector();
  await fill(inspector, 2);
  const args = ['--action', 'delete', '--path', '/0'];
  const asked = await call(inspector, ...args);
  expect(asked.code).toBe(1);
  expect(asked.stderr).toBe(
    'Delete 1 delivery?\nNo one is here to answer: add --yes to delete them.\n',
  );
  expect(await urls(inspector)).toHaveLength(2);
  expect(await call(inspector, ...args, '--yes')).toMatchObject({
    ...{ code: 0, stderr: '' },
    stdout: expect.stringMatching(/1 of 1 deleted\.\n$/) as string,
  });
  expect(await urls(inspector)).toEqual(['/1']);
});

test.each([
  [['--action', 'explode'], '--action "explode" is none: use replay, forward, handlers, delete.'],
  [['--forward', '--handlers'], 'Give one of --action, --forward and --handlers.'],
  [['--rate', '0'], '--rate "0" is no rate: use a number from 0.1 to 1000.'],
  [['--rate', '1e9'], '--rate "1e9" is no rate: use a number from 0.1 to 1000.'],
  [['--rate', 'fast'], '--rate "fast" is no rate: use a number from 0.1 to 1000.'],
  [['--brunch', 'main'], "Unknown option '--brunch'."],
  [['--verdict', 'good'], '--verdict: use one of valid, invalid, missing, unchecked, rebuilt.'],
  [['--since', 'soon'], '--since: use an age as 30m, 2h or 1d, or a time as 2026-11-25T09:30Z.'],
])('%j is wrong usage', async (args, sentence) => {
  const { code, stderr } = await callCommand(replay, args);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `${sentence}\n--help tells what there is.\n`,
  });
});

test('says why it cannot: no target, another job, nobody there, another server', async () => {
  const inspector = await startInspector();
  await fill(inspector, 2);
  expect(await call(inspector, '--forward')).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: 'There is nowhere to forward to: FORWARD_TO has no target.\n',
  });
  const body = JSON.stringify({ action: 'replay', filter: {}, rate: 0.1 });
  await fetch(`${inspector.url}/api/bulk`, { method: 'POST', body });
  const busy = await call(inspector);
  expect([busy.code, busy.stderr]).toEqual([
    1,
    'Another job runs: wait until it is over, or stop it.\n',
  ]);
  const nobody = await callCommand(replay, [], at({ port: await freePort() }));
  expect(nobody).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('does not answer at http://127.0.0.1:') as string,
  });
  const other = await startStandIn((_req, res) => res.end('{"hello":"\u001b[31m"}'));
  const strange = await callCommand(replay, [], at(other));
  expect(strange).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is not the inspector') as string,
  });
});

test('what was sent to it shows as text', async () => {
  const inspector = await startInspector();
  await inspector.deliver({ type: 'x\u001b[31m\ny' });
  const { stdout } = await call(inspector, '--dry-run');
  expect(stdout).toContain('x\\x1b[31m\\ny');
});

test('asks on a terminal, where anything but a yes is a no', async () => {
  const inspector = await startInspector();
  await fill(inspector, 1);
  const clone = temporaryFolder();
  writeFileSync(join(clone, '.env'), '');
  const asked = runCliOnTerminal('replay', [], at(inspector), clone);
  await asked.until(/Replay 1 delivery\? \[y\/N\]/);
  asked.process.stdin?.end('n\n');
  expect(await asked.exitCode()).toBe(1);
  expect(await urls(inspector)).toHaveLength(1);
  const meant = runCliOnTerminal('replay', [], at(inspector), clone);
  await meant.until(/Replay 1 delivery\? \[y\/N\]/);
  meant.process.stdin?.end('y\n');
  expect(await meant.exitCode()).toBe(0);
  expect(await urls(inspector)).toHaveLength(2);
});

test('Ctrl-C stops the job', async () => {
  const inspector = await startInspector();
  await fill(inspector, 3);
  const args = ['--rate', '0.1'];
  const child = runCli('replay', args, at(inspector), temporaryFolder());
  await until(
    inspector.store,
    'the first replay',
    async () => (await urls(inspector)).length === 4,
  );
  child.process.kill('SIGINT');
  expect(await child.exitCode()).toBe(130);
  expect(child.stderr()).toContain('It is stopped: what was not done by then is not.');
  const answer = await fetch(`${inspector.url}/api/bulk`);
  expect(await answer.json()).toMatchObject({ jobs: [{ state: 'stopped', done: 1, left: 2 }] });
});
