import request from 'supertest';
import { newestAnswered } from '../support/test-inspector';
import { startReceiver } from '../support/test-receiver';
import { openStore } from '../support/test-store';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('visitors', () => {
  test.each(['/', '/any/path', '/?x=%3Cscript%3Ealert(1)%3C/script%3E'])(
    'a browser at %s gets the page',
    async (path) => {
      const { url } = await startReceiver();
      const { text, headers, type } = await request(url).get(path).set('Accept', BROWSER);
      expect(type).toBe('text/html');
      expect(text).toContain('The receiver is running');
      expect(text).not.toContain('alert(1)');
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';style-src 'sha256-/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('SAMEORIGIN');
    },
  );

  test('the page says whether signatures are checked, and never shows the secret', async () => {
    const unchecked = await startReceiver();
    const checked = await startReceiver({ secrets: { current: 'hidden', previous: 'hidden too' } });
    const page = async (url: string): Promise<string> =>
      (await request(url).get('/').set('Accept', BROWSER).expect(200)).text;
    expect(await page(unchecked.url)).toContain('Signatures are not checked');
    const text = await page(checked.url);
    expect(text).toContain('Signatures are checked');
    expect(text).not.toContain('hidden');
  });

  test('the page is the same after something was received', async () => {
    const { url } = await startReceiver();
    const page = async (): Promise<string> =>
      (await request(url).get('/').set('Accept', BROWSER)).text;
    const before = await page();
    await request(url).post('/').send({ type: 'received-before' }).expect(200);
    expect(await page()).toBe(before);
  });

  test.each([undefined, '*/*', 'application/json', 'image/avif,image/webp'])(
    'another GET, which accepts %s, gets JSON',
    async (accept) => {
      const { url } = await startReceiver({ secrets: { current: 's' } });
      const get = request(url).get('/path');
      const answer = await (accept === undefined ? get : get.set('Accept', accept)).expect(200);
      expect(answer.body).toEqual({ message: expect.stringContaining('is running') as string });
    },
  );

  test('HEAD gets the same headers, and no body', async () => {
    const store = await openStore();
    const { url } = await startReceiver({ secrets: { current: 's' }, store });
    const answer = await request(url).head('/').set('Accept', BROWSER).expect(200);
    expect(answer.type).toBe('application/json');
    expect(answer.text).toBeUndefined();
    const kept = await newestAnswered(store, '/');
    expect(kept.answer?.body).toHaveLength(0);
  });

  test('no answer says what the server is made of', async () => {
    const { url } = await startReceiver();
    for (const answer of [await request(url).get('/'), await request(url).post('/')]) {
      expect(answer.headers).not.toHaveProperty('x-powered-by');
      expect(answer.headers).not.toHaveProperty('server');
    }
  });
});
