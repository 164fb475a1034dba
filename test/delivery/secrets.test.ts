import { withoutSecrets, secretsOf } from '../../src/delivery/secrets';

const VALUE = 'hunter123';

function header(name: string, value = VALUE): string | undefined {
  return withoutSecrets({ url: '/', headers: [[name, value]] }).headers[0]?.[1];
}

test.each([
  ...['Authorization', 'proxy-authorization', 'Cookie', 'Set-Cookie', 'Circle-Token'],
  ...['X-Auth-Token', 'X-Gitlab-Token', 'X-CSRF-Token', 'Client-Secret', 'X-Api-Key', 'apikey'],
  ...[
    'X_API_KEY',
    'X-Password',
    'X-Session-Id',
    'X-Amz-Security-Token',
    'X-Forwarded-Authorization',
  ],
])('the value of the header %s is a secret', (name) => {
  expect(header(name)).toBe('[masked]');
  expect(header(name.toUpperCase())).toBe('[masked]');
});

test.each([
  ...['Circleci-Signature', 'Circleci-Event-Type', 'Content-Type', 'Content-Length', 'User-Agent'],
  ...['Host', 'Accept', 'X-Forwarded-For', 'X-Forwarded-Host', 'Ngrok-Replay-Original-Request-Id'],
])('the value of the header %s is none', (name) => {
  expect(header(name)).toBe(VALUE);
});

test.each([
  [`/hooks?circle-token=${VALUE}`, '/hooks?circle-token=[masked]'],
  [`/hooks?a=1&Circle-Token=${VALUE}&b=2`, '/hooks?a=1&Circle-Token=[masked]&b=2'],
  [`/?circle%2Dtoken=${VALUE}`, '/?circle%2Dtoken=[masked]'],
  [`/?%61pi_key=${VALUE}#x`, '/?%61pi_key=[masked]#x'],
  [`/?a?token=${VALUE}`, '/?a?token=[masked]'],
  [`/?access_token=${VALUE}&password=${VALUE}`, '/?access_token=[masked]&password=[masked]'],
  [`http://example.com/?session=${VALUE}`, 'http://example.com/?session=[masked]'],
])('%s is masked as %s', (url, masked) => {
  expect(withoutSecrets({ url, headers: [] }).url).toBe(masked);
  expect(header('Referer', `https://example.com${url}`)).toBe(`https://example.com${masked}`);
});

test.each(['/token=1', '/?a=token', '/?', '/?=x', '/?token', '/?token=', '/?%zz=1', '/?%zz&a=b'])(
  '%s has no secret',
  (url) => {
    expect(withoutSecrets({ url, headers: [] }).url).toBe(url);
  },
);

test('all else of what it is given stays, in its order', () => {
  const delivery = {
    ...{ url: '/?token=1', method: 'POST', body: Buffer.from('token=1') },
    headers: [
      ['A', '1'],
      ['Cookie', 'x'],
      ['cookie', ''],
      ['B', '2'],
    ] as const,
  };
  expect(withoutSecrets(delivery)).toEqual({
    ...{ url: '/?token=[masked]', method: 'POST', body: Buffer.from('token=1') },
    headers: [
      ['A', '1'],
      ['Cookie', '[masked]'],
      ['cookie', ''],
      ['B', '2'],
    ],
  });
});

test('tells where they stand', () => {
  const headers = [
    ['Cookie', 'x'],
    ['Accept', '*/*'],
    ['cookie', 'y'],
    ['Referer', 'https://example.com/?token=1'],
  ] as const;
  expect(secretsOf({ url: '/?circle-token=1', headers })).toEqual(['address', 'cookie', 'Referer']);
  expect(secretsOf({ url: '/?a=1', headers: [['Accept', '*/*']] })).toEqual([]);
});

test('any length of an address takes time in proportion', () => {
  for (const part of ['?', '&', '?a', '&a=', '?token', '%', '=&']) {
    const url = `/${part.repeat(1_000_000)}`;
    expect(withoutSecrets({ url, headers: [['A', url]] }).url).toHaveLength(url.length);
  }
});
