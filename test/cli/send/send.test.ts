import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runCli, succeed } from '../../support/child';
import { ADA, PING_BODY, SECRET, WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { send } from '../../support/sender';
import { startStandIn } from '../../support/stand-in';
import { temporaryFolder } from '../../support/temporary-folder';
import { newestAnswered, startInspector, type TestInspector } from '../../support/test-inspector';
import type { KeptDelivery } from '../../../src/store/delivery-store';

function environmentOf({ receiver, port }: TestInspector): Record<string, string> {
  return { PORT: String(receiver.port), INSPECTOR_PORT: String(port) };
}

const jsonOf = ({ body }: KeptDelivery): Record<string, unknown> =>
  JSON.parse(body.toString()) as Record<string, unknown>;

test('npm run ping sends a signed ping, with the headers that CircleCI sends', async () => {
  const inspector = await startInspector();
  const child = run('npm', ['run', 'ping'], {
    ...environmentOf(inspector),
    CIRCLECI_WEBHOOK_SECRET: SECRET,
  });
  expect(await child.exitCode()).toBe(0);
  expect(child.stdout()).toMatch(
    /Sent {6}ping, \d+ bytes, to http:\/\/127\.0\.0\.1:\d+\/\nAnswered {2}200 OK in [\d.]+ ms\n.*the signature is valid/,
  );
  const { method, signature, event, headers, body } = await newestAnswered(inspector.store, '/');
  expect({ method, verdict: signature.verdict, event }).toEqual({
    method: 'POST',
    verdict: 'valid',
    event: { type: 'ping' },
  });
  expect(headers).toEqual([
    ['Host', `127.0.0.1:${inspector.receiver.port}`],
    ['Content-Length', String(body.length)],
    ['User-Agent', 'CircleCI-Webhook/1.0'],
    ['Accept-Encoding', 'gzip, deflate'],
    ['Circleci-Event-Type', 'ping'],
    ['Circleci-Signature', expect.stringMatching(/^v1=[0-9a-f]{64}$/)],
    ['Content-Type', 'application/json'],
    ['Connection', 'close'],
  ]);
});

test('an event is as the options say', async () => {
  const inspector = await startInspector();
  const options = [
    ...['--status', 'failed', '--provider', 'gitlab', '--branch', 'fix/x', '--project', 'acme/api'],
    ...['--workflow', 'nightly', '--job', 'lint', '--name', 'my webhook', '--set', 'job.number=7'],
    ...['--set', 'new.key=[1]', '--set', 'pipeline.trigger.type=schedule'],
  ];
  const { code } = await send(['job-completed', ...options], environmentOf(inspector));
  expect(code).toBe(0);
  const kept = await newestAnswered(inspector.store, '/');
  expect(kept.event).toEqual({
    type: 'job-completed',
    status: 'failed',
    name: 'lint',
    project: 'api',
    branch: 'fix/x',
  });
  expect(jsonOf(kept)).toMatchObject({
    job: { number: 7 },
    new: { key: [1] },
    organization: { name: 'acme' },
    pipeline: { trigger: { type: 'schedule' } },
    webhook: { name: 'my webhook' },
    workflow: { name: 'nightly' },
  });
});

test('--tag and --trigger make other pipelines', async () => {
  const inspector = await startInspector();
  const args = ['workflow-completed', '--tag', 'v1', '--trigger', 'api'];
  await send(args, environmentOf(inspector));
  const { event, body } = await newestAnswered(inspector.store, '/');
  expect(event).toMatchObject({ tag: 'v1' });
  expect(body.toString()).toContain('"trigger":{"type":"api"}');
});

test.each<[string, string[], string]>([
  ['--no-signature', ['--no-signature'], 'missing-signature'],
  ['--tamper', ['--tamper'], 'signature-mismatch'],
  ['--secret', ['--secret', 'another'], 'signature-mismatch'],
])('%s is refused, and ends with 1', async (_, options, reason) => {
  const inspector = await startInspector();
  const { code, stdout } = await send(['ping', ...options], environmentOf(inspector));
  expect(code).toBe(1);
  expect(stdout).toMatch(/Answered {2}403 Forbidden/);
  expect(stdout).toContain(reason);
  expect(stdout).not.toContain(SECRET);
  const { body, event } = await newestAnswered(inspector.store, '/');
  expect(JSON.parse(body.toString())).toBeTruthy();
  expect(event).toEqual({ type: 'ping' });
});

test('without any secret there is no signature, which is said', async () => {
  const inspector = await startInspector({ secret: null });
  const environment = { ...environmentOf(inspector), CIRCLECI_WEBHOOK_SECRET: '' };
  const { code, stderr } = await send(['ping'], environment);
  expect(code).toBe(0);
  expect(stderr).toContain('set CIRCLECI_WEBHOOK_SECRET in .env, or use --secret');
  const { headers } = await newestAnswered(inspector.store, '/');
  expect(headers.map(([name]) => name)).not.toContain('Circleci-Signature');
});

test('--url sends elsewhere', async () => {
  const inspector = await startInspector();
  const url = `${inspector.receiver.url}/hooks?x=1`;
  expect((await send(['ping', '--url', url])).code).toBe(0);
  expect((await newestAnswered(inspector.store, '/hooks?x=1')).signature.verdict).toBe('valid');
});

describe('--file', () => {
  test('sends bytes as they are', async () => {
    const inspector = await startInspector();
    const file = join(temporaryFolder(), 'body.json');
    const bytes = Buffer.from('{ "type" : "workflow-completed",\r\n "n": 1.0 }\n');
    writeFileSync(file, bytes);
    expect((await send(['--file', file], environmentOf(inspector))).code).toBe(0);
    const { body, headers } = await newestAnswered(inspector.store, '/');
    expect(body).toEqual(bytes);
    expect(headers).toContainEqual(['Circleci-Event-Type', 'workflow-completed']);
  });

  test('sends a delivery that was downloaded from the inspector, signed anew', async () => {
    const inspector = await startInspector();
    const original = await inspector.deliver(WORKFLOW_COMPLETED_BODY, {
      headers: { 'circleci-signature': 'v1=wrong', 'x-odd': 'ä' },
    });
    const download = await fetch(`${inspector.url}/deliveries/${original.id}/delivery.json`);
    const file = join(temporaryFolder(), 'delivery.json');
    writeFileSync(file, await download.text());
    const { code } = await send(['--file', file], environmentOf(inspector));
    expect(code).toBe(0);
    const again = await newestAnswered(inspector.store, '/hooks');
    expect(again.id).not.toBe(original.id);
    expect(again).toMatchObject({ body: original.body, signature: { verdict: 'valid' } });
    expect(again.headers).toContainEqual(['x-odd', 'ä']);
  });

  test('tells its type in the header as --set has it', async () => {
    const file = join(temporaryFolder(), 'fixture.json');
    const headers = { 'circleci-event-type': 'workflow-completed', 'user-agent': 'x' };
    writeFileSync(file, JSON.stringify({ fixture: 1, headers, body: { type: 'x', id: 'y' } }));
    const shown = async (set: string): Promise<unknown> => {
      const sent = await send(['--file', file, '--set', set, '--print', '--json'], { PORT: '1' });
      return sent.lines()[0]?.['headers'];
    };
    const type = 'Circleci-Event-Type';
    const isType = expect.stringMatching(new RegExp(type, 'i')) as string;
    expect(await shown('type=job-completed')).toContainEqual([type.toLowerCase(), 'job-completed']);
    expect(await shown('id=z')).toContainEqual([type.toLowerCase(), 'workflow-completed']);
    expect(await shown('type=null')).not.toContainEqual([isType, expect.anything()]);
  });

  test('changed by --set, keeps the numbers and keys that it does not name', async () => {
    const inspector = await startInspector();
    const file = join(temporaryFolder(), 'body.json');
    const body = '{"type":"ping","n":1152921506151679042,"1":1E400,"n":0}';
    writeFileSync(file, body);
    const args = ['--file', file, '--set', 'id=9007199254740993', '--json'];
    const sent = await send(args, environmentOf(inspector));
    expect(sent.code).toBe(0);
    const changed = `${body.slice(0, -1)},"id":9007199254740993}`;
    expect((await newestAnswered(inspector.store, '/')).body.toString()).toBe(changed);
    expect(sent.stdout).toContain(`"event":${changed}`);
  });

  const FIXTURE = '{"fixture":1,"headers":{"x-odd":"ä"},"body":{"type":"ping","id":"é"}}';

  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${FIXTURE}`)],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${FIXTURE}`, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\ufeff${FIXTURE}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(FIXTURE, 'utf16le')],
  ])('reads a fixture in %s', async (_, bytes) => {
    const inspector = await startInspector();
    const file = join(temporaryFolder(), 'fixture.json');
    writeFileSync(file, bytes);
    expect((await send(['--file', file], environmentOf(inspector))).code).toBe(0);
    const { body, headers } = await newestAnswered(inspector.store, '/');
    expect(body.toString()).toBe('{"type":"ping","id":"é"}');
    expect(headers).toContainEqual(['x-odd', 'ä']);
  });

  test('sends a body in UTF-16 as UTF-8, without its mark', async () => {
    const inspector = await startInspector();
    const file = join(temporaryFolder(), 'body.json');
    writeFileSync(file, '\ufeff{ "type": "ping" }\r\n', 'utf16le');
    expect((await send(['--file', file], environmentOf(inspector))).code).toBe(0);
    const { body, headers } = await newestAnswered(inspector.store, '/');
    expect(body.toString()).toBe('{ "type": "ping" }\r\n');
    expect(headers).toContainEqual(['Circleci-Event-Type', 'ping']);
  });

  test.each([
    ['', 'is empty'],
    ['type=ping', 'is not JSON'],
    ['[{"type":"ping"}]', 'is JSON, but no map'],
    ['{"id":"x"}', 'has no type'],
    ['{"fixture":2,"headers":{},"body":{"type":"ping"}}', 'is a fixture'],
    ['{"fixture":1,"headers":{},"body_base64":"?"}', 'is a fixture'],
    ['{"request":{"raw":"?"},"type":"ping"}', 'is a delivery'],
  ])('that is no event, but %j, is refused with why', async (content, why) => {
    const file = join(temporaryFolder(), 'file.json');
    writeFileSync(file, content);
    for (const args of [
      ['--file', file],
      ['fixture', '--file', file],
    ]) {
      const { code, stderr } = await send(args, { PORT: '1' });
      expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
    }
  });

  test('that cannot be read is wrong usage', async () => {
    const { code, stderr } = await send(['--file', '/nowhere'], { PORT: '1' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be read (ENOENT)')]);
  });
});

describe('--delivery', () => {
  test('sends a kept one, changed where --set says so', async () => {
    const inspector = await startInspector();
    const headers = { 'x-api-key': 'hunter123' };
    const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/first', headers });
    const environment = environmentOf(inspector);
    const same = await send(['--delivery', id], environment);
    expect(same.code).toBe(0);
    expect(same.stdout).toContain('its handlers do not run again: --set id=…');
    const again = await newestAnswered(inspector.store, '/first');
    expect(again).toMatchObject({ body: WORKFLOW_COMPLETED_BODY, duplicateOf: id });
    expect(again.headers).toContainEqual(['x-api-key', 'hunter123']);

    await send(['--delivery', id, '--set', 'id=other', '--url', `${inspector.receiver.url}/x`]);
    expect((await inspector.store.list({ limit: 10 })).deliveries).toHaveLength(2);
    const args = ['--delivery', id, '--set', 'id=other', '--url', `${inspector.receiver.url}/x`];
    const other = await send(args, environment);
    expect(other.code).toBe(0);
    expect(other.stdout).not.toContain('do not run again');
    const changed = await newestAnswered(inspector.store, '/x');
    expect(jsonOf(changed)).toEqual({ ...jsonOf(again), id: 'other' });
    expect(changed.signature.verdict).toBe('valid');
  });

  test('that is not kept, or no inspector, ends with 1 and the way out', async () => {
    const inspector = await startInspector();
    const unknown = await send(['--delivery', 'x/../y'], environmentOf(inspector));
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('No delivery "x/../y" is kept');
    const off = await send(['--delivery', 'x'], { PORT: '1', INSPECTOR_PORT: '1' });
    expect(off).toMatchObject({ code: 1, stdout: '' });
    expect(off.stderr).toContain('start the receiver (npm start), or set INSPECTOR_PORT');
  });
});

test('--count sends so many different ones, at the rate and concurrency wanted', async () => {
  const inspector = await startInspector();
  const args = ['workflow-completed', '--count', '12', '--rate', '60', '--concurrency', '3'];
  const { code, stdout, stderr } = await send(args, environmentOf(inspector));
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^12 sent in [\d.]+ s, \d+ a second: 12 answered 200\. Half of the answers took/,
  );
  expect(stderr).toBe(''); // a bar is for terminals
  const { deliveries } = await inspector.store.list({ limit: 50 });
  expect(deliveries).toHaveLength(12);
  expect(deliveries.every(({ duplicateOf }) => duplicateOf === undefined)).toBe(true);
});

test('Ctrl-C ends with 130, and tells how it went so far', async () => {
  let asked = 0;
  const { url } = await startStandIn((_req, res) => {
    asked += 1;
    if (asked < 3) res.end();
    else sender.process.kill('SIGINT');
  });
  const args = ['ping', '--count', '9', '--url', url];
  const sender = runCli('send', args, { CIRCLECI_WEBHOOK_SECRET: SECRET }, temporaryFolder());
  expect(await sender.exitCode()).toBe(130);
  expect(sender.stdout()).toMatch(/^2 sent in [\d.]+ s, \d+ a second: 2 answered 200\./);
});

test('--json has clean JSON on standard output', async () => {
  const inspector = await startInspector();
  const name = 'job.name="\\u202e\\u001b"';
  const args = ['job-completed', '--json', '--count', '2', '--set', name, '--set', 'id=same'];
  const { code, stdout, stderr, lines } = await send(args, environmentOf(inspector));
  expect(code).toBe(0);
  for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character);
  expect(stderr).toMatch(/^2 sent in/);
  expect(lines()).toHaveLength(2);
  expect(lines()[0]).toMatchObject({
    label: 'job-completed success',
    url: `${inspector.receiver.url}/`,
    ok: true,
    status: 200,
    problem: null,
    answer: { message: expect.any(String) as string },
    event: { type: 'job-completed', job: { name: '\u202e\u001b' } },
  });
});

test('--print gives a curl command that sends the same, and sends nothing', async () => {
  const inspector = await startInspector();
  const args = ['workflow-completed', '--branch', `it's`, '--print'];
  const { code, stdout } = await send(args, environmentOf(inspector));
  expect(code).toBe(0);
  expect((await inspector.store.list({ limit: 1 })).deliveries).toEqual([]);
  await succeed('bash', ['-c', stdout]);
  const { event, signature } = await newestAnswered(inspector.store, '/');
  expect(event).toMatchObject({ type: 'workflow-completed', branch: `it's` });
  expect(signature.verdict).toBe('valid');

  const json = await send(['ping', '--print', '--json'], environmentOf(inspector));
  expect(json.lines()).toEqual([
    expect.objectContaining({ method: 'POST', curl: expect.stringMatching(/^curl /) as string }),
  ]);
});

test('fixture prints a delivery that --file sends again', async () => {
  const inspector = await startInspector();
  const environment = environmentOf(inspector);
  const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
  const plain = await send(['fixture', '--delivery', id], environment);
  const file = join(temporaryFolder(), 'fixture.json');
  writeFileSync(file, plain.stdout);
  const served = await fetch(`${inspector.url}/deliveries/${id}/fixture.json`);
  expect(await served.text()).toBe(plain.stdout);

  expect((await send(['--file', file], environment)).code).toBe(0);
  const again = await newestAnswered(inspector.store, '/');
  expect(again).toMatchObject({ body: WORKFLOW_COMPLETED_BODY, duplicateOf: id });

  const anonymised = await send(['fixture', '--file', file, '--anonymise']);
  expect(anonymised.stdout).not.toMatch(ADA);
  expect(anonymised.stdout).toContain('Person 1');
});

test('what nobody answers ends with 1, and one sentence with the way out', async () => {
  for (const args of [['ping'], ['ping', '--count', '50'], ['scenario', 'pipeline']]) {
    const { code, stderr } = await send(args, { PORT: '1' });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Nothing listens at http://127.0.0.1:1: start the receiver with npm start, or say with --url where it is.\n',
    );
  }
});

test('a field that is too deep is wrong usage', async () => {
  for (const set of [`a${'.a'.repeat(20_000)}=1`, `a=${'['.repeat(20_000)}${']'.repeat(20_000)}`]) {
    const { code, stderr } = await send(['ping', '--set', set, '--set', 'b=1'], { PORT: '1' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('use a shorter path or value')]);
  }
});

test('variables of another app do not matter, nor a port that is not needed', async () => {
  const inspector = await startInspector();
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, '.env'),
    'PORT=/run/x.sock\nHOST=http://localhost\nINSPECTOR_PORT=none\nLOG_LEVEL=warn\nLOG_FORMAT=combined\nRETENTION=30d\n',
  );
  const environment = { PORT: undefined, HOST: undefined, INSPECTOR_PORT: undefined };
  const args = ['ping', '--url', inspector.receiver.url];
  expect((await send(args, environment, { folder })).code).toBe(0);

  const needed = await send(['ping'], environment, { folder });
  expect(needed.code).toBe(2);
  expect(needed.stderr).toMatch(
    /^PORT: "\/run\/x\.sock" is not a port[^\n]*\nHOST: "http:\/\/localhost" is not a host[^\n]*\n$/,
  );
});

test('hostile answers cannot play with the terminal', async () => {
  const inspector = await startInspector();
  const { id } = await inspector.deliver(PING_BODY);
  const args = ['--delivery', id, '--set', 'type="\\u001b[31m\\u202e"'];
  const { stdout } = await send(args, environmentOf(inspector));
  expect(stdout).toContain('\\x1b[31m\\u202e');
  for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character);
});
