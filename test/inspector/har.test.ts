import { delivery } from '../support/delivery';
import { PING_BODY } from '../support/fixtures';
import { exchange } from '../support/raw-connection';
import { newestAnswered, startInspector, type TestInspector } from '../support/test-inspector';

interface Entry {
  readonly request: { readonly url: string; readonly bodySize: number };
  readonly _bodyProblem?: string;
}

async function entries({ url }: TestInspector): Promise<readonly Entry[]> {
  const answer = await fetch(`${url}/deliveries.har`);
  return ((await answer.json()) as { log: { entries: Entry[] } }).log.entries;
}

describe('the address of a request in a HAR', () => {
  test.each([
    ['/hooks?x=1', 'Host: a.test:8080', 'http://a.test:8080/hooks?x=1'],
    ['/', 'Host: a b', 'http://localhost/'],
    ['/', 'Host: [::1', 'http://localhost/'],
    ['/', 'Host: [::1]:80', 'http://[::1]:80/'],
    ['/', 'Host: x:99999', 'http://localhost/'],
    ['/', 'Host: evil.test/x?', 'http://localhost/'],
    ['/', 'Host: user@evil.test', 'http://localhost/'],
    ['/', 'Host:', 'http://localhost/'],
    ['/', 'Host: a\r\nX-Forwarded-Host: b.test, c.test', 'http://c.test/'],
    ['/', 'Host: a\r\nX-Forwarded-Host: b.test\r\nX-Forwarded-Host: c.test', 'http://c.test/'],
    ['/', 'Host: a\r\nX-Forwarded-Host: c d', 'http://a/'],
    ['/', 'Host: a\r\nX-Forwarded-Proto: http, HTTPS', 'https://a/'],
    ['/', 'Host: a\r\nX-Forwarded-Proto: https,http', 'http://a/'],
    ['*', 'Host: a', 'http://a/*'],
    ['http://b.test/x', 'Host: a', 'http://b.test/x'],
    ['http://[::1]:8?x', 'Host: a', 'http://[::1]:8/?x'],
    ['http://x:99999/y', 'Host: a', 'http://a/http://x:99999/y'],
  ])('of %j with %j is %s', async (target, head, expected) => {
    const inspector = await startInspector();
    const method = target === '*' ? 'OPTIONS' : 'POST';
    const bytes = `${method} ${target} HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`;
    await exchange(inspector.receiver.port, Buffer.from(bytes, 'latin1'));
    await newestAnswered(inspector.store, target);
    const [entry] = await entries(inspector);
    expect(entry?.request.url).toBe(expected);
    expect(URL.canParse(expected)).toBe(true);
  });
});

test('what cannot stand in an address is encoded in a HAR', async () => {
  const inspector = await startInspector();
  const url = '/[a]|"<b>"/\xe9?c=^#d&e=100%&f=%2F';
  await inspector.store.save(delivery({ url, headers: [['Host', 'a']] }), { accepted: true });
  const expected = 'http://a/%5Ba%5D%7C%22%3Cb%3E%22/%E9?c=%5E%23d&e=100%25&f=%2F';
  expect(await entries(inspector)).toMatchObject([{ request: { url: expected } }]);
});

test('a HAR is called JSON, and a file', async () => {
  const { url } = await startInspector();
  const { headers } = await fetch(`${url}/deliveries.har`);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(headers.get('content-disposition')).toBe('attachment; filename=deliveries.har');
});

test('a body that was not kept whole is marked in a HAR, with its size if that was announced', async () => {
  const inspector = await startInspector();
  await inspector.store.save(
    delivery({ body: PING_BODY, bodyProblem: 'cut-off', headers: [['Content-Length', '9000']] }),
    { accepted: false },
  );
  await inspector.store.save(delivery({ body: PING_BODY, bodyProblem: 'cut-off', headers: [] }), {
    accepted: false,
  });
  await inspector.store.save(delivery(), { accepted: false });
  expect(await entries(inspector)).toMatchObject([
    { request: { bodySize: PING_BODY.length } },
    {
      request: {
        bodySize: -1,
        postData: { comment: expect.stringContaining('not kept whole') as string },
      },
      _bodyProblem: 'cut-off',
    },
    { request: { bodySize: 9000 }, _bodyProblem: 'cut-off' },
  ]);
});
