import { afterTest } from '../support/clean-up';
import { killGroup, listening, RECEIVER, run, runReceiver } from '../support/child';
import { PING_BODY, SECRET } from '../support/fixtures';
import { freePort } from '../support/free-port';
import { postEvent } from '../support/post-event';
import { exchange, nextBytes, openConnection, readToEnd } from '../support/raw-connection';
import { temporaryFolder } from '../support/temporary-folder';
import { poll } from '../support/wait';

async function postPing(url: string, secret = SECRET): Promise<number> {
  return (await postEvent(url, PING_BODY, { secret })).status;
}

async function connects(port: number): Promise<boolean> {
  try {
    (await openConnection(port)).destroy();
    return true;
  } catch {
    return false;
  }
}

describe('npm start', () => {
  test('tells what to do next, then logs a signed ping, and a forged one with the reason', async () => {
    const receiver = await listening(run('npm', ['start'], { CIRCLECI_WEBHOOK_SECRET: SECRET }));
    const greeting = receiver.stdout();
    expect(greeting).toContain(`ngrok http ${receiver.port}`);
    expect(greeting).toContain('Receiver URL');
    expect(greeting).toMatch(/Signatures {3}checked/);
    expect(greeting).not.toContain(SECRET);

    expect(await postPing(receiver.url)).toBe(200);
    await receiver.until(/POST \/ {2}200 {2}[\d.]+ ms {2}174 B {2}ping {2}signature valid\n/);
    await receiver.until(/"type": "ping"/);

    expect(await postPing(receiver.url, 'forged')).toBe(403);
    await receiver.until(
      /signature invalid \(signature-mismatch\)\n {2}! Most likely the secret here and/,
    );
    expect(receiver.stdout()).not.toContain('\u001b');
  });

  test('warns where signatures are not checked, and of a secret that looks wrong', async () => {
    const unchecked = await runReceiver();
    await unchecked.until(/NOT checked[^]*! Anyone[^]*set CIRCLECI_WEBHOOK_SECRET in \.env/);
    const quoted = await runReceiver({ CIRCLECI_WEBHOOK_SECRET: '"quoted"' });
    await quoted.until(/! CIRCLECI_WEBHOOK_SECRET has quotes around it/);
  });

  test('colours where FORCE_COLOR says so', async () => {
    const receiver = await runReceiver({ FORCE_COLOR: '1' });
    await postPing(receiver.url);
    await receiver.until(/\[32m200/);
  });
});

test('calls that are no HTTP are told of, by number', async () => {
  const receiver = await runReceiver();
  await exchange(receiver.port, Buffer.from('16030100ba010000b60303', 'hex'));
  await exchange(receiver.port, 'NOT HTTP\r\n\r\n');
  await exchange(receiver.port, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}`);
  await receiver.until(
    /! Node answered what is no request here: 1 of TLS \(this port has plain HTTP: the address begins with http:\/\/\), 1 with headers over 17 kB \(431\), 1 malformed \(400\)\.\n/,
  );
});

describe('a wrong configuration', () => {
  test('stops the start with a line a variable', async () => {
    const child = run('node', [RECEIVER], { PORT: 'http', LOG_FORMAT: 'xml' });
    expect(await child.exitCode()).toBe(1);
    expect(child.stdout()).toBe('');
    expect(child.stderr().trim().split('\n')).toEqual([
      'The receiver cannot start:',
      expect.stringMatching(/^ {2}PORT: "http" is not a port/),
      expect.stringMatching(/^ {2}LOG_FORMAT: "xml" is not pretty or json/),
    ]);
  });

  test('a port in use is one, too', async () => {
    const { port } = await runReceiver();
    const second = run('node', [RECEIVER], { PORT: String(port) });
    expect(await second.exitCode()).toBe(1);
    expect(second.stderr()).toBe(
      `The receiver cannot start:\n  PORT: ${port} is in use; stop what is running there, or set PORT to another one\n`,
    );
  });
});

test('LOG_FORMAT=json writes deliveries to standard output, and nothing else', async () => {
  const receiver = await runReceiver({ LOG_FORMAT: 'json', CIRCLECI_WEBHOOK_SECRET: ' x ' });
  expect(await postPing(receiver.url)).toBe(403);
  expect(await postPing(receiver.url, ' x ')).toBe(200);
  killGroup(receiver.process, 'SIGTERM');
  expect(await receiver.exitCode()).toBe(0);
  const lines = receiver.stdout().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ status: 403, event: 'ping', reason: 'signature-mismatch' }),
    expect.objectContaining({ status: 200, event: 'ping', verdict: 'valid' }),
  ]);
  expect(receiver.stderr()).toContain('ngrok http');
  expect(receiver.stderr()).toContain('begins or ends with white space');
});

describe('the end', () => {
  const HALF =
    'POST /last HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 6\r\n\r\n';

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s lets what is under way finish, and loses no log',
    async (signal) => {
      const receiver = await runReceiver();
      const socket = await openConnection(receiver.port);
      socket.write(HALF);
      await nextBytes(socket);
      killGroup(receiver.process, signal);
      await receiver.until(new RegExp(`${signal}: stopping`));
      // What it says may be read before it has closed its port.
      await poll('a closed port', async () => !(await connects(receiver.port)));
      const answer = readToEnd(socket);
      socket.write('abcdef');
      expect(await answer).toContain('200 OK');
      expect(await receiver.exitCode()).toBe(0);
      expect(receiver.stdout()).toMatch(/POST \/last {2}200 [^]*\n {2}abcdef\n/);
    },
  );

  test('what is held back by choice is answered at once, and the next start knows no choice', async () => {
    const DATA_DIR = temporaryFolder();
    const environment = { DATA_DIR, INSPECTOR_PORT: String(await freePort()) };
    const receiver = await runReceiver(environment);
    const [, inspector = ''] = await receiver.until(/Inspector {4}(\S+)/);
    const body = JSON.stringify({ status: 503, delay: 60, count: 9 });
    const chosen = await fetch(`${inspector}/api/answers`, { method: 'POST', body });
    expect(chosen.status).toBe(200);
    const answer = postPing(receiver.url);
    await poll('a delivery that is held back', async () => {
      const told = await (await fetch(`${inspector}/api/answers`)).text();
      return told.includes('"waiting":1');
    });
    killGroup(receiver.process, 'SIGTERM');
    expect(await answer).toBe(503);
    expect(await receiver.exitCode()).toBe(0);
    expect(receiver.stdout()).toMatch(
      /! The next 9 deliveries are answered 503 after 60 s, [^]* answered as usual again\. Chosen were 9, and 1 came\.\n[^]* {2}503 .* {2}answer chosen\n/,
    );

    const next = await runReceiver(environment);
    const again = await postEvent(next.url);
    expect([again.status, again.json()]).toMatchObject([200, { duplicate: true }]);
  });

  test('a signal is heeded as soon as it says that it runs', async () => {
    const receiver = await runReceiver({}, ['--require', './test/support/stop-once-running.cjs']);
    expect(await receiver.exitCode()).toBe(0);
    expect(receiver.stdout()).toContain('SIGTERM: stopping');
  });

  test('a second signal ends it at once', async () => {
    const receiver = await runReceiver();
    const socket = await openConnection(receiver.port);
    socket.write(HALF);
    await nextBytes(socket);
    killGroup(receiver.process, 'SIGTERM');
    await receiver.until(/stopping/);
    const again = setInterval(() => {
      killGroup(receiver.process, 'SIGTERM');
    }, 50);
    afterTest(() => {
      clearInterval(again);
    });
    expect(await receiver.exitCode()).toBe(143);
  });

  test('an error that no one handled is told of, and ends it with 1', async () => {
    const receiver = await runReceiver({}, ['--require', './test/support/throw-on-sigusr2.cjs']);
    await postPing(receiver.url);
    killGroup(receiver.process, 'SIGUSR2');
    expect(await receiver.exitCode()).toBe(1);
    expect(receiver.stderr()).toMatch(
      /An unexpected error ends the receiver\.\n {2}Error: thrown by a test\n +at /,
    );
    expect(receiver.stdout()).toContain('POST /');
  });

  test('a log that nobody reads any more ends it with 1', async () => {
    const receiver = await runReceiver();
    receiver.process.stdout?.destroy();
    await postPing(receiver.url).catch(() => undefined);
    expect(await receiver.exitCode()).toBe(1);
    expect(receiver.stderr()).toContain('The log cannot be written any more');
  });
});
