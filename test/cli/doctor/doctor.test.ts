import { doctor as command } from '../../../src/cli/doctor/command';
import { startAgent } from '../../support/agent-stand-in';
import { callCommand, type Called } from '../../support/call-command';
import { runCli, runReceiver } from '../../support/child';
import { PROJECT_ID, SLUG, startCircleCi, TOKEN } from '../../support/circleci-stand-in';
import { startEdge, type EdgeStandIn } from '../../support/edge-stand-in';
import { SECRET } from '../../support/fixtures';
import { freePort } from '../../support/free-port';
import { startStandIn } from '../../support/stand-in';
import { startReceiver } from '../../support/test-receiver';
import { temporaryFolder } from '../../support/temporary-folder';

/** @see https://fetch.spec.whatwg.org/#port-blocking */
const PORTS_THAT_FETCH_REFUSES = [10080, 6697, 6669, 6668, 6667, 6566, 5061, 4190];

async function doctor(
  args: readonly string[],
  environment: Record<string, string | undefined>,
): Promise<Called> {
  return callCommand(command, args, environment);
}

interface Chain {
  readonly edge: EdgeStandIn;
  readonly environment: Record<string, string>;
  readonly circleCi: Awaited<ReturnType<typeof startCircleCi>>;
}

/** Starts all of it, from CircleCI to a receiver, in order. */
async function chain({ verify = false } = {}): Promise<Chain> {
  const receiver = await startReceiver({ secrets: { current: SECRET } });
  const edge = await startEdge(receiver.port, verify ? { secret: SECRET } : {});
  const agent = await startAgent({ [edge.url]: `http://localhost:${receiver.port}` });
  const circleCi = await startCircleCi({ webhooks: [{ name: 'ours', url: `${edge.url}/hooks` }] });
  const environment = {
    PORT: String(receiver.port),
    NGROK_API: agent.api,
    CIRCLECI_WEBHOOK_SECRET: SECRET,
    CIRCLECI_HOST: circleCi.url,
    CIRCLECI_TOKEN: TOKEN,
    CIRCLECI_PROJECT: 'gh/example/shop',
  };
  return { edge, environment, circleCi };
}

test('exits with 0 where all holds', async () => {
  const { environment } = await chain();
  const child = runCli('doctor', [], environment, temporaryFolder());
  expect(await child.exitCode()).toBe(0);
  expect(child.stdout().match(/^✓/gm)).toHaveLength(8);
  expect(child.stdout()).toContain('All that applies holds.');
  expect(child.stdout() + child.stderr()).not.toMatch(new RegExp(`${SECRET}|${TOKEN}`));
});

test('what is allowed but probably not meant is said, and is no fault of the secret', async () => {
  const { environment } = await chain();
  const { code, stdout } = await doctor([], { ...environment, RETENTION: '0' });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^! configuration +RETENTION is 0: nothing is kept/m);
  expect(stdout).toMatch(/^✓ secret/m);
});

test('--json says the same to programs', async () => {
  const { environment } = await chain({ verify: true });
  const { code, stdout } = await doctor(['--json'], { ...environment, CIRCLECI_TOKEN: '' });
  expect(code).toBe(0);
  const { ok, checks } = JSON.parse(stdout) as {
    ok: boolean;
    checks: { name: string; result: string; says: string }[];
  };
  expect(ok).toBe(true);
  expect(checks.map(({ name, result }) => `${name}: ${result}`)).toEqual([
    'configuration: ok',
    'secret: ok',
    'receiver: ok',
    'signatures: ok',
    'tunnel: ok',
    'public URL: ok',
    'webhook: skipped',
    'clock: ok',
  ]);
});

describe('a webhook as CircleCI tells it', () => {
  /** Makes CircleCI tell of one that delivers here. */
  function tell({ circleCi, edge }: Chain, webhook: object): void {
    const items = [{ id: 'told', url: edge.url, events: ['job-completed'], ...webhook }];
    circleCi.mishaps.push(
      { status: 200, body: JSON.stringify({ id: PROJECT_ID, slug: SLUG }) },
      { status: 200, body: JSON.stringify({ items }) },
    );
  }

  test('is not said to be verified where it does not tell', async () => {
    const all = await chain();
    tell(all, { name: 'ours' });
    const { code, stdout } = await doctor([], all.environment);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^! webhook +CircleCI does not tell whether its certificate verification is on/m,
    );
  });

  test.each([{ args: [] }, { args: ['--json'] }])('acts on no terminal (%j)', async ({ args }) => {
    const all = await chain();
    tell(all, { name: 'evil\u009b31m\u202e\u007f\nfake', 'verify-tls': true });
    const { code, stdout } = await doctor(args, all.environment);
    expect(code).toBe(0);
    expect(stdout).toMatch(/evil\\.*fake has this URL/);
    expect(stdout).not.toMatch(/[\u007f-\u009f\u202e]/);
  });
});

test('finds a receiver on a port that fetch does not use', async () => {
  const port = await freePort(PORTS_THAT_FETCH_REFUSES);
  const environment = { PORT: String(port), CIRCLECI_WEBHOOK_SECRET: SECRET };
  await runReceiver(environment);
  const { stdout } = await doctor([], environment);
  expect(stdout).toMatch(/^✓ receiver/m);
  expect(stdout).toMatch(/^✓ signatures/m);
});

describe('what is broken is said, with how to mend it, and it exits with 1', () => {
  async function expectBroken(
    args: readonly string[],
    environment: Record<string, string>,
    ...sentences: readonly RegExp[]
  ): Promise<void> {
    const { code, stdout, stderr } = await doctor(args, environment);
    expect(code).toBe(1);
    for (const sentence of sentences) expect(stdout).toMatch(sentence);
    expect(stdout).toContain('Something is broken');
    expect(stderr).toBe('');
  }

  test('no secret, no receiver, no tunnel', async () => {
    const port = await freePort();
    await expectBroken(
      [],
      { PORT: String(port) },
      /✗ secret +CIRCLECI_WEBHOOK_SECRET is not set[^]*npm run register/,
      /✗ receiver +It does not answer at http:\/\/127\.0\.0\.1:\d+: nothing listens there/,
      /✗ tunnel +No tunnel leads to port \d+[^]*run ngrok http \d+ in another/,
    );
  });

  test('an app to forward to that is not there', async () => {
    const here = await startStandIn((_req, res) => res.end());
    const gone = `http://127.0.0.1:${await freePort()}/hooks`;
    await expectBroken(
      [],
      { PORT: String(await freePort()), FORWARD_TO: `${here.url} ${gone}` },
      /✓ forwarding +Something listens at http/,
      /✗ forwarding +Nothing listens at http.*hooks[^]*Start your app/,
    );
  });

  test('another program on the port', async () => {
    const { port } = await startStandIn((_req, res) => res.end('hello'));
    await expectBroken(
      [],
      { PORT: String(port) },
      /Something answers at .*, but it is not this receiver/,
    );
  });

  test('a receiver with another secret, or with none', async () => {
    const { environment } = await chain();
    await expectBroken(
      [],
      { ...environment, CIRCLECI_WEBHOOK_SECRET: 'changed' },
      /✗ signatures +The receiver refuses a ping that is signed[^]*restart it/,
    );
    const unchecked = await startReceiver();
    await expectBroken(
      [],
      { ...environment, PORT: String(unchecked.port) },
      /✗ signatures +The receiver accepts a forged ping[^]*Restart it/,
    );
  });

  test('a public URL that leads nowhere, to another receiver, or to another port', async () => {
    const { edge, environment } = await chain();
    edge.leadTo(undefined);
    await expectBroken([], environment, /✗ public URL +http.* is offline \(ERR_NGROK_3200\)/);
    edge.leadTo((await startReceiver()).port);
    await expectBroken([], environment, /✗ public URL +http.* reaches another receiver/);
    edge.leadTo(1);
    await expectBroken([], environment, /ngrok does not reach the receiver .*ERR_NGROK_8012/);
    await edge.stop();
    await expectBroken([], environment, /does not reach the receiver: nothing listens there/);
  });

  test("an edge that checks with another secret than .env's", async () => {
    const { environment } = await chain({ verify: true });
    await expectBroken(
      [],
      { ...environment, CIRCLECI_WEBHOOK_SECRET: 'changed' },
      /ngrok's edge refuses what is signed with the secret configured here \(ERR_NGROK_3204\)/,
    );
  });

  test('a URL that CircleCI cannot reach', async () => {
    const { edge, environment } = await chain();
    await expectBroken(
      ['--url', edge.url],
      { ...environment, CIRCLECI_HOST: 'circleci.com', CIRCLECI_TOKEN: '' },
      /✗ public URL +CircleCI will not reach .*: 127\.0\.0\.1 is this machine alone/,
    );
  });

  test('a webhook that is missing, unverified, or not shown', async () => {
    const { circleCi, environment } = await chain();
    const [webhook] = circleCi.webhooks.splice(0);
    await expectBroken(
      [],
      environment,
      /✗ webhook +github\/example\/shop has no webhook with http[^]*npm run register/,
    );
    if (webhook !== undefined) circleCi.webhooks.push({ ...webhook, 'verify-tls': false });
    await expectBroken([], environment, /✗ webhook +Its certificate verification is off/);
    await expectBroken(
      [],
      { ...environment, CIRCLECI_TOKEN: 'wrong' },
      /✗ webhook +CircleCI does not accept CIRCLECI_TOKEN \(401\)/,
    );
  });
});

describe('it exits with 2', () => {
  test('after a configuration that cannot be read, which is the first thing that is broken', async () => {
    const environment = { PORT: 'x', LOG_LEVEL: 'y' };
    const { code, stdout, stderr } = await doctor([], environment);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toMatch(
      /✗ configuration +PORT: "x" is not a port[^]*\n +LOG_LEVEL: "y"[^]*Correct it in \.env/,
    );
    const json = await doctor(['--json'], environment);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, checks: [{ result: 'failed' }] });
  });

  test.each(['x', 'mailto:x', 'ftp://x/y', 'https://user:password@x'])(
    'after wrong usage: --url %s',
    async (url) => {
      const { code, stderr } = await doctor(['--url', url], {});
      expect(code).toBe(2);
      expect(stderr).toContain(`--url "${url}" is no address as https://ci.example.com/hooks is.`);
    },
  );
});
