import request from 'supertest';
import { describeInBrowser, openPage } from '../support/browser';
import { PING_BODY } from '../support/fixtures';
import { exchange } from '../support/raw-connection';
import { startStandIn } from '../support/stand-in';
import { startInspector } from '../support/test-inspector';

const CHANGES = [
  ['post', '/api/requests/http'],
  ['delete', '/api/requests/http'],
  ['delete', '/api/requests/http/x'],
  ['post', '/api/bulk'],
  ['delete', '/api/bulk/x'],
  ['post', '/clear'],
  ['post', '/api/recover'],
  ['post', '/recover'],
  ['post', '/deliveries/x/delete'],
  ['post', '/bulk?action=delete'],
  ['post', '/bulk/x/stop'],
  ['post', '/bulk/x/close'],
  ['post', '/deliveries/x/replay'],
  ['post', '/check-json'],
  ['post', '/api/requests/http/x/failure'],
  ['post', '/deliveries/x/explain'],
  ['post', '/deliveries/x/rerun'],
  ['post', '/deliveries/x/rerun-from-failed'],
  ['post', '/deliveries/x/cancel'],
] as const;

describe('the inspector answers', () => {
  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST', 'localhost:4041'])(
    'to %s',
    async (host) => {
      const { url } = await startInspector();
      await request(url).get('/').set('Host', host).expect(200);
    },
  );

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '192.168.0.1', ''])(
    'not to %j, by whatever path',
    async (host) => {
      const { url } = await startInspector();
      for (const path of ['/', '/api/requests/http', '/events', '/assets/inspector.js']) {
        const answer = await request(url).get(path).set('Host', host).expect(403);
        expect(answer.text).toContain('private');
        expect(answer.text).not.toContain('[::1]'); // on which nothing listens
      }
    },
  );

  test('not without any host', async () => {
    const { port } = await startInspector();
    const answer = await exchange(port, 'GET / HTTP/1.0\r\nConnection: close\r\n\r\n');
    expect(answer).toContain(' 403 ');
  });

  test('on the loopback alone', async () => {
    const { port, url } = await startInspector();
    expect(url).toContain('127.0.0.1');
    await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow('fetch failed');
  });
});

describe('a change', () => {
  test.each(CHANGES)('by %s %s is refused from other sites', async (method, path) => {
    const { url, store, deliver } = await startInspector();
    await deliver(PING_BODY);
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://localhost:3000' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ]) {
      await request(url)[method](path).set(headers).expect(403);
    }
    expect(await store.count()).toEqual({ accepted: 1, others: 0 });
  });

  test('is let through from the inspector itself, and from programs', async () => {
    const { url, store, deliver } = await startInspector();
    for (const headers of [{ Origin: url, 'Sec-Fetch-Site': 'same-origin' }, {}]) {
      await deliver(PING_BODY);
      await request(url).delete('/api/requests/http').set(headers).expect(204);
      expect(await store.count()).toEqual({ accepted: 0, others: 0 });
    }
  });
});

describe('a look', () => {
  const PATHS = [
    ...['/', '/deliveries/x', '/deliveries.har', '/deliveries/x/delivery.json', '/events'],
    ...['/api/requests/http', '/api/requests/http/x', '/assets/inspector.js', '/nothing'],
  ];

  test.each(PATHS)('at %s is refused from other sites, and changes nothing', async (path) => {
    const { url } = await startInspector();
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    ]) {
      const answer = await request(url).get(path).set(headers).expect(403);
      expect(answer.body).toEqual({ status_code: 403, msg: expect.any(String) as string });
      await request(url).head(path).set(headers).expect(403);
    }
  });

  test('is let through from the inspector, by a typed address, and from programs', async () => {
    const { url } = await startInspector();
    for (const site of ['same-origin', 'same-site', 'none', undefined]) {
      const headers = site === undefined ? {} : { 'Sec-Fetch-Site': site };
      await request(url).get('/').set(headers).expect(200);
    }
  });
});

test('the way on for those whom another site led here leads nowhere else', async () => {
  const { port } = await startInspector();
  const head = `Host: localhost:${port}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nConnection: close\r\n\r\n`;
  for (const target of ['//evil.example/', '/"><script>', "/'x"]) {
    const answer = await exchange(port, `GET ${target} HTTP/1.1\r\n${head}`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain(`<a class="button" href="http://localhost:${port}/`);
    expect(answer).not.toContain('<script');
  }
});

describeInBrowser('a link on a page of another site', () => {
  test('leads to a page that says so, and on from there', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const target = `${inspector.url}/deliveries/${id}?part=raw`;
    const other = await startStandIn((_req, res) => {
      res.setHeader('content-type', 'text/html').end(`<a href="${target}">See this</a>`);
    });
    // Another site than 127.0.0.1, with the same server behind it.
    const page = await openPage(other.url.replace('127.0.0.1', 'localhost'));
    await page.getByText('See this').click();
    await page.getByText('Another site led you here').waitFor();
    expect(await page.getByText('POST /hooks').count()).toBe(0);
    await page.getByRole('link', { name: 'Open it' }).click();
    await page.getByText('POST /hooks HTTP/1.1').waitFor();
    expect(page.url()).toBe(target);
  });
});

test('no page lets scripts of others run, or is framed', async () => {
  const { url, deliver } = await startInspector();
  const { id } = await deliver(PING_BODY);
  for (const path of [
    '/',
    `/deliveries/${id}`,
    `/deliveries/${id}/edit`,
    '/api/requests/http',
    '/x',
  ]) {
    const { headers } = await request(url).get(path);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  }
});

test('the receiver’s port serves nothing of it', async () => {
  const { receiver, deliver } = await startInspector();
  const { id } = await deliver(PING_BODY);
  for (const path of [
    '/api/requests/http',
    `/deliveries/${id}`,
    '/assets/inspector.js',
    '/events',
  ]) {
    const answer = await request(receiver.url).get(path).expect(200);
    expect(answer.body).toEqual({ message: expect.stringContaining('is running') as string });
  }
  await request(receiver.url).delete('/api/requests/http').expect(403);
});

test.each(['/nothing', '/deliveries/x', '/deliveries/%00', '/%E0%A4%A', '/api/nothing'])(
  '%s is answered as something that is not there, without a stack trace',
  async (path) => {
    const { url } = await startInspector();
    const answer = await request(url).get(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/node_modules|\.tsx?:\d/);
  },
);

describe('what cannot be read', () => {
  test.each(['/deliveries/%zz', '/deliveries/%zz/edit', '/api/requests/http/%zz'])(
    'as %s, is the caller’s mistake',
    async (path) => {
      const { url, notices } = await startInspector();
      await request(url).get(path).expect(400);
      expect(notices.entries).toEqual([]);
    },
  );

  test('as a form in an unknown character set, is the caller’s mistake', async () => {
    const { url } = await startInspector();
    await request(url)
      .post('/check-json')
      .set('Content-Type', 'application/x-www-form-urlencoded; charset=none')
      .send('body=x')
      .expect(415);
  });
});

test('HEAD of the events is answered, and ends', async () => {
  const { url } = await startInspector();
  await request(url).head('/events').expect(200);
});
