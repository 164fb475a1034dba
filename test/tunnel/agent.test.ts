import { createPublicAddress, type PublicAddress } from '../../src/tunnel/public-address';
import { askAgent } from '../../src/tunnel/agent';
import { watchAgent } from '../../src/tunnel/watch-agent';
import { startAgent, type AgentStandIn } from '../support/agent-stand-in';
import { afterTest } from '../support/clean-up';
import { startEndless } from '../support/endless-stand-in';
import { startStandIn } from '../support/stand-in';
import { createChanges } from '../support/wait';

const HERE = { port: 3000, host: undefined };

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
    'http://[::1]:3000',
    'https://localhost:3000',
    'http://host.docker.internal:3000',
  ])('is found by the upstream %s', async (upstream) => {
    const agent = await startAgent({ 'https://ours.ngrok.app': upstream });
    expect((await askAgent(new URL(agent.api), HERE)).found).toBe('endpoint');
  });

  test.each([
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
    address.onChange((now) => {
      told.push(now);
      changes.tell();
    });
    const agentApi = new URL(agent.api);
    afterTest(watchAgent({ agentApi, ...HERE, address, lookEveryMs: 20 }).stop);
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
