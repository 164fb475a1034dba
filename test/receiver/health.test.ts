import request from 'supertest';
import { openStore } from '../support/test-store';
import { startReceiver } from '../support/test-receiver';

const NONCE = '0123456789abcdef0123456789abcdef';

async function health(url: string, query: string): Promise<unknown> {
  return (await fetch(`${url}/healthz${query}`)).json();
}

test('a nonce gets the same proof from the same process, and another from any other', async () => {
  const [one, other] = [await startReceiver(), await startReceiver()];
  const proof = await health(one.url, `?nonce=${NONCE}`);
  expect(proof).toEqual({
    status: 'ok',
    proof: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
  });
  expect(await health(one.url, `?nonce=${NONCE}`)).toEqual(proof);
  expect(await health(other.url, `?nonce=${NONCE}`)).not.toEqual(proof);
  expect(await health(one.url, `?nonce=${NONCE.replace('0', 'f')}`)).not.toEqual(proof);
});

test.each(['', '?', '?nonce=', '?nonce=1', `?nonce=${NONCE}0`, `?nonce=${NONCE}&x=1`])(
  '/healthz%s says that it is up, and nothing else',
  async (query) => {
    const { url } = await startReceiver();
    expect(await health(url, query)).toEqual({ status: 'ok' });
  },
);

describe('GET /healthz', () => {
  test('says ok, and is not logged', async () => {
    const { url, output } = await startReceiver({ secrets: { current: 's' } });
    const answer = await request(url).get('/healthz').set('Accept', 'text/html').expect(200);
    expect(answer.body).toEqual({ status: 'ok' });
    await request(url).get('/other');
    expect(await output.entry(1)).toContain('"url":"/other"');
  });

  test('says that it is not ready while nothing can be kept, to the doctor too', async () => {
    const store = { ...(await openStore()), isReady: async () => Promise.resolve(false) };
    const { url } = await startReceiver({ store });
    await request(url).get('/healthz').expect(503, { status: 'not ready' });
    const proof = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;
    expect(await health(url, `?nonce=${NONCE}`)).toEqual({ status: 'not ready', proof });
    expect(await store.count()).toEqual({ accepted: 0, others: 0 });
  });

  test('is logged at level debug', async () => {
    const { url, logged } = await startReceiver({ logLevel: 'debug' });
    await request(url).get('/healthz').expect(200, { status: 'ok' });
    expect(await logged()).toMatchObject({ url: '/healthz', status: 200 });
  });
});
