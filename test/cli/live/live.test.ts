import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import dotenv from 'dotenv';
import { live as command } from '../../../src/cli/live/command';
import { startAgent, type AgentStandIn } from '../../support/agent-stand-in';
import { callCommand, type Called } from '../../support/call-command';
import { killGroup, runCli, runCliOnTerminal, type Child } from '../../support/child';
import { startCircleCi, TOKEN, type CircleCiStandIn } from '../../support/circleci-stand-in';
import { CLIENT_ADDRESS, startEdge, type EdgeStandIn } from '../../support/edge-stand-in';
import { PING_BODY } from '../../support/fixtures';
import { freePort } from '../../support/free-port';
import { postEvent } from '../../support/post-event';
import { temporaryFolder } from '../../support/temporary-folder';

interface Setting {
  readonly port: number;
  readonly agent: AgentStandIn;
  readonly edge: EdgeStandIn;
  readonly circleCi: CircleCiStandIn;
  readonly secret: () => string;
  readonly live: (args?: readonly string[], more?: Record<string, string>) => Child;
  /** The same in this process, for what ends before anything is started. */
  readonly call: (args: readonly string[], more: Record<string, string>) => Promise<Called>;
  readonly onTerminal: (args?: readonly string[]) => Child;
}

/** Sets up a fresh clone whose `.env` has a token and a project, and a tunnel from a public URL to its port. */
async function setUp(): Promise<Setting> {
  const port = await freePort();
  const edge = await startEdge(port);
  const agent = await startAgent({ [edge.url]: `http://localhost:${port}` });
  const circleCi = await startCircleCi({ webhooks: [{ name: 'theirs' }] });
  const folder = temporaryFolder();
  const path = join(folder, '.env');
  writeFileSync(path, `CIRCLECI_TOKEN=${TOKEN}\nCIRCLECI_PROJECT=gh/example/shop\n`);
  const environment = {
    PORT: String(port),
    INSPECTOR_PORT: String(await freePort()),
    NGROK_API: agent.api,
    CIRCLECI_HOST: circleCi.url,
    CIRCLECI_TOKEN: undefined,
    CIRCLECI_PROJECT: undefined,
    CIRCLECI_WEBHOOK_SECRET: undefined,
  };
  return {
    port,
    agent,
    edge,
    circleCi,
    secret: () => dotenv.parse(readFileSync(path))['CIRCLECI_WEBHOOK_SECRET'] ?? '',
    live: (args = [], more = {}) => runCli('live', args, { ...environment, ...more }, folder),
    call: async (args, more) => callCommand(command, args, { ...environment, ...more }, { folder }),
    onTerminal: (args = []) => runCliOnTerminal('live', args, environment, folder),
  };
}

async function ping(url: string, secret: string): Promise<number> {
  const headers = { 'circleci-event-type': 'ping' };
  return (await postEvent(url, PING_BODY, { secret, headers })).status;
}

async function stop(child: Child): Promise<void> {
  killGroup(child.process, 'SIGINT');
  expect(await child.exitCode()).toBe(0);
}

test('one command takes a fresh clone to a registered webhook whose ping is verified and shown, and a second run with another URL updates it', async () => {
  const { port, agent, edge, circleCi, secret, live } = await setUp();
  const child = live();
  await child.until(/Press Test Ping Event in Project Settings > Webhooks/);
  const ours = circleCi.webhooks[1];
  expect(circleCi.webhooks).toHaveLength(2);
  expect(ours).toMatchObject({ url: edge.url, 'signing-secret': secret(), 'verify-tls': true });

  expect(await ping(`http://127.0.0.1:${port}`, secret())).toBe(200); // not through the tunnel
  expect(await ping(edge.url, 'forged')).toBe(403);
  expect(await ping(edge.url, ours?.['signing-secret'] ?? '')).toBe(200);
  const [, page = ''] = await child.until(/It works: a delivery \(ping\) came [^]*? See (\S+)/);
  const html = await (await fetch(page)).text();
  expect(html).toContain(`from ${CLIENT_ADDRESS}`);
  expect(html).toContain(`title="Receiver URL: ${edge.url}, to 127.0.0.1:${port}"`);
  expect(child.stdout()).toMatch(
    new RegExp(`ping {2}signature valid.* {2}from ${CLIENT_ADDRESS}\\n`),
  );
  expect(child.stdout().match(/It works/g)).toHaveLength(1);
  expect(child.stdout()).not.toContain('enter it');
  await stop(child);
  expect(child.stdout()).toContain(
    `stays in CircleCI, with the URL ${edge.url}; the next run updates it`,
  );
  expect(child.stdout() + child.stderr()).not.toMatch(new RegExp(`${secret()}|${TOKEN}`));

  const other = await startEdge(port);
  agent.set({ [other.url]: `localhost:${port}` });
  const before = secret();
  const second = live(['--delete']);
  await second.until(/Webhook updated/);
  expect(circleCi.webhooks).toHaveLength(2);
  expect(circleCi.webhooks[1]).toEqual({ ...ours, url: other.url });
  expect(secret()).toBe(before);
  await stop(second);
  expect(circleCi.webhooks.map(({ name }) => name)).toEqual(['theirs']);
});

test('killed, it leaves a webhook that the next run finds and updates', async () => {
  const { circleCi, live } = await setUp();
  const child = live();
  await child.until(/Webhook created/);
  killGroup(child.process, 'SIGKILL');
  await child.exitCode();
  const again = live(['--keep']);
  await again.until(/Webhook updated/);
  expect(circleCi.webhooks).toHaveLength(2);
});

test('stopped while it waits for CircleCI, it says so, and waits no longer', async () => {
  const { circleCi, live } = await setUp();
  const asked = circleCi.onNext('GET', 'hang');
  const child = live();
  await asked;
  await stop(child);
  expect(child.stdout()).toMatch(/SIGINT: stopping.* Again to stop at once\./);
  expect(circleCi.requests).toHaveLength(1);
});

describe('on a terminal', () => {
  test('a signal at the first question ends it, and nothing is changed', async () => {
    const { circleCi, onTerminal } = await setUp();
    const child = onTerminal(['--name', 'theirs']);
    await child.until(/Change its URL/);
    killGroup(child.process, 'SIGTERM');
    expect(await child.exitCode()).toBe(0);
    expect(circleCi.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  test('Ctrl-C asks whether to delete the webhook, whose name cannot play with it', async () => {
    const { circleCi, onTerminal } = await setUp();
    const child = onTerminal(['--name', 'mine\u001b[31m']);
    await child.until(/Press Test Ping Event/);
    killGroup(child.process, 'SIGINT');
    await child.until(/Delete the webhook mine\\x1b\[31m from CircleCI\? \[y\/N\]/);
    child.process.stdin?.write('y\n');
    expect(await child.exitCode()).toBe(0);
    expect(circleCi.webhooks.map(({ name }) => name)).toEqual(['theirs']);
  });
});

test('a terminal that is closed ends it as it should', async () => {
  const { circleCi, live } = await setUp();
  const child = live(['--delete']);
  await child.until(/Press Test Ping Event/);
  child.process.stdout?.destroy();
  killGroup(child.process, 'SIGHUP');
  expect(await child.exitCode()).toBe(0);
  expect(circleCi.webhooks).toHaveLength(1);
});

describe('it does not start', () => {
  test.each<[string, readonly string[], Record<string, string>, number, RegExp]>([
    ['without a token', [], { CIRCLECI_TOKEN: '' }, 1, /^CIRCLECI_TOKEN is not set.*\n$/],
    [
      'without a tunnel',
      [],
      { NGROK_API: 'off' },
      1,
      /^There is no tunnel to port \d+: run ngrok http \d+ in another terminal, or set NGROK_AUTHTOKEN.*\n$/,
    ],
    [
      'with a contradiction',
      ['--keep', '--delete'],
      {},
      2,
      /^--keep and --delete exclude each other\.\n--help tells what there is\.\n$/,
    ],
    ['with an empty name', ['--name', ' '], {}, 2, /^--name is empty\.\n--help .*\n$/],
  ])('%s', async (_name, args, environment, code, sentence) => {
    const { circleCi, call } = await setUp();
    const { stdout, stderr, ...called } = await call(args, environment);
    expect({ code: called.code, stdout }).toEqual({ code, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(circleCi.webhooks).toHaveLength(1);
  });

  test('with a wrong token', async () => {
    const { circleCi, live } = await setUp();
    const child = live([], { CIRCLECI_TOKEN: 'wrong' });
    expect(await child.exitCode()).toBe(1);
    expect(child.stderr()).toMatch(/^CircleCI does not accept CIRCLECI_TOKEN.*\n$/);
    expect(child.stdout()).not.toContain('no tunnel');
    expect(circleCi.webhooks).toHaveLength(1);
  });
});
