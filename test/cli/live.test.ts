import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import dotenv from 'dotenv';
import { sign } from '../../src/circleci/signature';
import { startAgent, type AgentStandIn } from '../support/agent-stand-in';
import { killGroup, runCli, type Child } from '../support/child';
import { startCircleCi, TOKEN, type CircleCiStandIn } from '../support/circleci-stand-in';
import { CLIENT_ADDRESS, startEdge, type EdgeStandIn } from '../support/edge-stand-in';
import { PING_BODY } from '../support/fixtures';
import { freePort } from '../support/free-port';
import { temporaryFolder } from '../support/temporary-folder';

jest.setTimeout(60_000);

interface Setting {
  readonly port: number;
  readonly agent: AgentStandIn;
  readonly edge: EdgeStandIn;
  readonly circleCi: CircleCiStandIn;
  readonly secret: () => string;
  readonly live: (args?: readonly string[], more?: Record<string, string>) => Child;
}

/** A fresh clone whose `.env` has a token and a project, and a tunnel from a public URL to its port. */
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
  };
}

async function ping(url: string, secret: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'circleci-event-type': 'ping',
      'circleci-signature': sign(PING_BODY, secret),
    },
    body: new Uint8Array(PING_BODY),
  });
  await response.text();
  return response.status;
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
  await stop(child);
  expect(child.stdout()).toContain('stays in CircleCI; the next run updates it');
  expect(child.stdout() + child.stderr()).not.toMatch(new RegExp(`${secret()}|${TOKEN}`));

  const other = await startEdge(port);
  agent.set({ [other.url]: `localhost:${port}` });
  const before = secret();
  const second = live(['--delete']);
  await second.until(/Webhook updated/);
  expect(circleCi.webhooks).toHaveLength(2);
  expect(circleCi.webhooks[1]).toEqual({ ...ours, url: other.url });
  expect(secret()).toBe(before);

  agent.set({ [edge.url]: `localhost:${port}` });
  await second.until(new RegExp(`Webhook updated [^\\n]* to ${edge.url}\\n`));
  expect(circleCi.webhooks[1]).toEqual({ ...ours, url: edge.url });
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

test('stopped while it waits for CircleCI, it says that it stops, and how to stop at once', async () => {
  const { circleCi, live } = await setUp();
  const posted = circleCi.onPost('hang');
  const child = live();
  await posted;
  killGroup(child.process, 'SIGINT');
  await child.until(/SIGINT: stopping.* Again to stop at once\./);
});

test('a webhook that CircleCI does not update now is told, and the app goes on', async () => {
  const { port, agent, circleCi, live } = await setUp();
  const child = live();
  await child.until(/Press Test Ping Event/);
  circleCi.mishaps.push({ status: 403 });
  const other = await startEdge(port);
  agent.set({ [other.url]: `localhost:${port}` });
  await child.until(/! The webhook does not have the new URL yet: .*only organization admins/);
  await stop(child);
});

test('at the end it deletes the webhook that is there, though it was made anew', async () => {
  const { port, agent, circleCi, live } = await setUp();
  const child = live(['--delete']);
  await child.until(/Press Test Ping Event/);
  // Someone deletes ours, and another one comes, so that the next is another than the first.
  circleCi.webhooks.splice(1);
  circleCi.webhooks.push(...circleCi.webhooks.map((one) => ({ ...one, id: 'x', name: 'another' })));
  const other = await startEdge(port);
  agent.set({ [other.url]: `localhost:${port}` });
  await child.until(new RegExp(`Webhook created [^\\n]* to ${other.url}\\n`));
  await stop(child);
  expect(circleCi.webhooks.map(({ name }) => name)).toEqual(['theirs', 'another']);
});

describe('it does not start', () => {
  test.each<[string, readonly string[], Record<string, string>, number, RegExp]>([
    ['without a token', [], { CIRCLECI_TOKEN: '' }, 1, /^CIRCLECI_TOKEN is not set/],
    [
      'without a tunnel',
      [],
      { NGROK_API: 'off' },
      1,
      /^There is no tunnel to port \d+: run ngrok http \d+ in another terminal, or set NGROK_AUTHTOKEN/,
    ],
    [
      'where its own tunnel fails',
      [],
      { NGROK_API: 'off', NGROK_AUTHTOKEN: 'x' },
      1,
      /^There is no tunnel: ngrok cannot be reached/,
    ],
    [
      'with a wrong token',
      [],
      { CIRCLECI_TOKEN: 'wrong' },
      1,
      /^CircleCI does not accept CIRCLECI_TOKEN/,
    ],
    [
      'with a contradiction',
      ['--keep', '--delete'],
      {},
      2,
      /^--keep and --delete exclude each other/,
    ],
    ['with an empty name', ['--name', ' '], {}, 2, /^--name is empty/],
  ])('%s', async (_name, args, environment, code, sentence) => {
    const { circleCi, live } = await setUp();
    const child = live(args, environment);
    expect(await child.exitCode()).toBe(code);
    expect(child.stderr()).toMatch(sentence);
    expect(child.stderr().trim().split('\n')).toHaveLength(1);
    expect(child.stdout()).not.toContain('no tunnel');
    expect(circleCi.webhooks).toHaveLength(1);
  });
});
