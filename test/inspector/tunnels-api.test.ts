import request from 'supertest';
import { PING_BODY } from '../support/fixtures';
import { startInspector, type TestInspector } from '../support/test-inspector';

const PUBLIC_URL = 'https://ours.ngrok.app';

async function withTunnel(): Promise<TestInspector> {
  const inspector = await startInspector();
  inspector.publicAddress.set({ state: 'open', url: PUBLIC_URL });
  return inspector;
}

async function bodyOf({ url }: TestInspector, path: string): Promise<unknown> {
  return (await request(url).get(path).expect(200)).body as unknown;
}

test('the root tells where everything is', async () => {
  const inspector = await withTunnel();
  const root = (await bodyOf(inspector, '/api')) as Record<string, string>;
  expect(await bodyOf(inspector, '/api/')).toEqual(root);
  expect(root['uri']).toBe('/api');
  for (const path of Object.values(root)) {
    expect(await bodyOf(inspector, path)).toHaveProperty('uri', path);
  }
});

test('the tunnel is told in the older shape, with what clients read of it', async () => {
  const inspector = await withTunnel();
  await inspector.deliver(PING_BODY);
  const tunnel = {
    name: 'receiver',
    uri: '/api/tunnels/receiver',
    public_url: PUBLIC_URL,
    proto: 'https',
    config: { addr: inspector.receiver.url, inspect: true },
    metrics: { http: { count: 1 } },
  };
  expect(await bodyOf(inspector, '/api/tunnels')).toEqual({
    tunnels: [tunnel],
    uri: '/api/tunnels',
  });
  expect(await bodyOf(inspector, tunnel.uri)).toEqual(tunnel);
});

test('the endpoint is told in the newer shape', async () => {
  const inspector = await withTunnel();
  const endpoint = {
    name: 'receiver',
    uri: '/api/endpoints/receiver',
    url: PUBLIC_URL,
    upstream: { url: inspector.receiver.url, protocol: 'http1' },
    inspect: true,
    metrics: { http: { count: 0 } },
  };
  expect(await bodyOf(inspector, '/api/endpoints')).toEqual({
    endpoints: [endpoint],
    uri: '/api/endpoints',
  });
  expect(await bodyOf(inspector, endpoint.uri)).toEqual(endpoint);
});

test.each(['tunnels', 'endpoints'])('there are no %s while no URL is known', async (kind) => {
  const inspector = await startInspector();
  expect(await bodyOf(inspector, `/api/${kind}`)).toEqual({ [kind]: [], uri: `/api/${kind}` });
  await request(inspector.url)
    .get(`/api/${kind}/receiver`)
    .expect(404, { status_code: 404, msg: 'There is no tunnel of the name "receiver".' });
});

test.each(['/api/tunnels/command_line', '/api/endpoints/a%20(http)'])(
  '%s is not there',
  async (path) => {
    const { url } = await withTunnel();
    await request(url)
      .get(path)
      .expect(404, /There is no tunnel of the name/);
  },
);

test.each([
  ['online', { state: 'open', url: PUBLIC_URL }],
  ['connecting', { state: 'opening' }],
  ['reconnecting', { state: 'lost', url: PUBLIC_URL }],
  ['offline', { state: 'failed', problem: 'no network' }],
  ['offline', { state: 'unknown' }],
] as const)('the status is %s if the address is %j', async (status, address) => {
  const inspector = await startInspector();
  inspector.publicAddress.set(address);
  expect(await bodyOf(inspector, '/api/status')).toEqual({
    status,
    session: { legs: [] },
    uri: '/api/status',
  });
});

test.each([
  ['post', '/api/tunnels'],
  ['delete', '/api/tunnels/receiver'],
  ['post', '/api/endpoints'],
  ['put', '/api/endpoints/receiver'],
  ['delete', '/api/endpoints/receiver'],
  ['patch', '/api/status'],
] as const)('%s %s changes nothing, and says why', async (method, path) => {
  const inspector = await withTunnel();
  const answer = await request(inspector.url)[method](path).send({ addr: 3000 }).expect(405);
  expect(answer.headers['allow']).toBe('GET, HEAD');
  expect(answer.body).toEqual({
    status_code: 405,
    msg: expect.stringMatching(/only read here.*npm run tunnel/) as string,
  });
  expect(await bodyOf(inspector, '/api/tunnels/receiver')).toHaveProperty('public_url', PUBLIC_URL);
});
