import { hostname, networkInterfaces } from 'node:os';
import { createPublicAddress, type PublicAddress } from '../../src/tunnel/public-address';
import { askAgent } from '../../src/tunnel/agent';
import { watchAgent } from '../../src/tunnel/watch-agent';
import { startAgent, type AgentStandIn } from '../support/agent-stand-in';
import { afterTest } from '../support/clean-up';
import { startEndless } from '../support/endless-stand-in';
import { startStandIn } from '../support/stand-in';
import { createChanges } from '../support/wait';

const HERE = { port: 3000, host: undefined };

/** All but the loopback, as in a URL. */
const OWN_ADDRESSES = Object.values(networkInterfaces())
  .flatMap((addresses = []) => addresses)
  .filter(({ internal }) => !internal)
  .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));

describe('the public URL of a running agent', () => {
  test.each(['new', 'old'] as const)('is found, with a %s agent', async (kind) => {
    const agent = await startAgent(
      {
        'https://other.ngrok.app': 'http://localhost:8080',
        'https://ours.ngrok.app/': 'http://localhost:3000',
      },
      kind,
    );
    const finding = await askAgent(new URL(agent.api), HERE);
    expect(finding).toEqual({ found: 'endpoint', url: 'https://ours.ngrok.app' });
  });

  test.each([
    '3000',
    'localhost:3000',
    '127.0.0.1:3000',
    ':3000',
    'http://[::1]:3000',
    'HTTP://LocalHost.:3000/',
    'http://host.docker.internal:3000',
    `http://${hostname()}:3000`,
    `${hostname()}.local:3000`,
    ...OWN_ADDRESSES.map((address) => `http://${address}:3000`),
  ])('is found by the upstream %s', async (upstream) => {
    const agent = await startAgent({ 'https://ours.ngrok.app': upstream });
    expect((await askAgent(new URL(agent.api), HERE)).found).toBe('endpoint');
  });

  test('is found by an upstream that is a number', async () => {
    const tunnels = [{ public_url: 'https://ours.ngrok.app', config: { addr: 3000 } }];
    const endpoints = [{ url: 'https://ours.ngrok.app', upstream: { url: 3000 } }];
    for (const answer of [{ tunnels }, { endpoints }]) {
      const { url } = await startStandIn((_req, res) => res.end(JSON.stringify(answer)));
      expect((await askAgent(new URL(`${url}/api`), HERE)).found).toBe('endpoint');
    }
  });

  test.each([
    ['127.0.0.1', 'localhost:3000', true],
    ['127.0.0.1', '192.0.2.1:3000', false],
    ['127.0.0.1', `${OWN_ADDRESSES[0] ?? '192.0.2.1'}:3000`, false],
    ['0.0.0.0', 'localhost:3000', true],
    ['::', '127.0.0.1:3000', true],
    ['::1', 'http://[::1]:3000', true],
    ['192.0.2.1', 'http://192.0.2.1:3000', true],
    ['192.0.2.1', 'localhost:3000', false],
  ])('for a receiver at %s, %s leads here: %j', async (host, upstream, leadsHere) => {
    const agent = await startAgent({ 'https://ours.ngrok.app': upstream });
    const finding = await askAgent(new URL(agent.api), { port: 3000, host });
    expect(finding.found === 'endpoint').toBe(leadsHere);
  });

  test.each([
    'https://localhost:3000',
    'localhost:3001',
    'http://example.com:3000',
    'localhost',
    'file:///tmp',
    'tcp://x',
    '',
  ])('is not found by the upstream %j', async (upstream) => {
    const agent = await startAgent({ 'https://other.ngrok.app': upstream });
    expect(await askAgent(new URL(agent.api), HERE)).toEqual({
      found: 'elsewhere',
      upstreams: [upstream],
    });
  });

  test('is https where there is a choice, and no other kind of URL', async () => {
    const agent = await startAgent({
      'tcp://1.tcp.ngrok.io:12345': 'localhost:3000',
      'not a URL': 'localhost:3000',
      'http://ours.ngrok.app': 'localhost:3000',
      'https://ours.ngrok.app': 'localhost:3000',
    });
    const finding = await askAgent(new URL(agent.api), HERE);
    expect(finding).toEqual({ found: 'endpoint', url: 'https://ours.ngrok.app' });
  });

  test.each([
    [
      'https://ours.ngrok.app',
      ['https://*.example.com', 'https://ours.internal', 'https://ours.ngrok.app'],
    ],
    ['https://ours.ngrok.app', ['https://10.0.0.7', 'https://ours.ngrok.app']],
    ['https://hooks.example.com', ['https://*.example.com', 'https://hooks.example.com']],
    ['https://ours.internal', ['https://*.example.com', 'https://ours.internal']],
    ['http://ours.ngrok.app', ['http://ours.ngrok.app', 'https://*.example.com']],
  ])('is %s, of those that lead here', async (expected, urls) => {
    for (const known of [undefined, ...urls.filter((url) => url !== expected)]) {
      const agent = await startAgent(Object.fromEntries(urls.map((url) => [url, ':3000'])));
      const finding = await askAgent(new URL(agent.api), HERE, known);
      expect(finding).toEqual({ found: 'endpoint', url: expected });
    }
  });

  test('is found beside endpoints that lead nowhere', async () => {
    const endpoints = [
      { url: 'https://odd.ngrok.app', upstream: null },
      { url: null, upstream: { url: 'localhost:3000' } },
      { url: 'https://bare.ngrok.app' },
      null,
      { url: 'https://ours.ngrok.app', upstream: { url: 'localhost:3000' } },
    ];
    const { url } = await startStandIn((_req, res) => res.end(JSON.stringify({ endpoints })));
    const finding = await askAgent(new URL(`${url}/api`), HERE);
    expect(finding).toEqual({ found: 'endpoint', url: 'https://ours.ngrok.app' });
  });

  test('is not looked for in an answer without end', async () => {
    const { url, sentMegabytes } = await startEndless();
    expect(await askAgent(new URL(url), HERE)).toEqual({ found: 'no-agent' });
    expect(sentMegabytes()).toBeLessThan(50);
  });

  test('is not found where something else answers, or nothing', async () => {
    const broken = await startAgent({}, 'broken');
    expect(await askAgent(new URL(broken.api), HERE)).toEqual({ found: 'no-agent' });
    await broken.stop();
    expect(await askAgent(new URL(broken.api), HERE)).toEqual({ found: 'no-agent' });
  });
});

describe('a watched agent', () => {
  interface Watched {
    readonly told: readonly PublicAddress[];
    readonly toldTimes: (count: number) => Promise<true>;
  }

  function watch(agent: AgentStandIn): Watched {
    const address = createPublicAddress();
    const told: PublicAddress[] = [];
    const changes = createChanges();
    address.events.on('change', (now) => {
      told.push(now);
      changes.tell();
    });
    const agentApi = new URL(agent.api);
    const stop = new AbortController();
    const { signal } = stop;
    void watchAgent({ agentApi, ...HERE, address, signal, lookEveryMs: 20 });
    afterTest(() => {
      stop.abort();
    });
    const missing = (): string => `another address; told were ${JSON.stringify(told)}`;
    return {
      told,
      toldTimes: async (count) => changes.until(missing, () => told.length >= count),
    };
  }

  test('may come, change its URL, and go; each is told once', async () => {
    const agent = await startAgent();
    const { told, toldTimes } = watch(agent);
    await agent.asked(2);
    expect(told).toEqual([]);

    agent.set({ 'https://one.ngrok.app': 'localhost:3000' });
    await toldTimes(1);
    await agent.asked(3);
    agent.set({ 'https://two.ngrok.app': 'localhost:3000' });
    await toldTimes(2);
    await agent.stop();
    await toldTimes(3);
    expect(told).toEqual([
      { state: 'open', url: 'https://one.ngrok.app' },
      { state: 'open', url: 'https://two.ngrok.app' },
      { state: 'lost', url: 'https://two.ngrok.app' },
    ]);
  });

  test('that has several URLs keeps to one, in whatever order it tells them', async () => {
    const upstream = 'localhost:3000';
    const agent = await startAgent({ 'https://b.ngrok.app': upstream });
    const { told, toldTimes } = watch(agent);
    await toldTimes(1);
    agent.set({ 'https://a.ngrok.app': upstream, 'https://b.ngrok.app': upstream });
    await agent.asked(3);
    agent.set({ 'https://c.ngrok.app': upstream, 'https://a.ngrok.app': upstream });
    await toldTimes(2);
    agent.set({ 'https://a.ngrok.app': upstream, 'https://c.ngrok.app': upstream });
    await agent.asked(3);
    expect(told).toEqual([
      { state: 'open', url: 'https://b.ngrok.app' },
      { state: 'open', url: 'https://a.ngrok.app' },
    ]);
  });
});
