import request from 'supertest';
import { sign } from '../../src/circleci/signature';
import { PING_BODY, SECRET } from '../support/fixtures';
import { postEvent } from '../support/post-event';
import { startReceiver } from '../support/test-receiver';

const SIGNATURE = sign(PING_BODY, SECRET);

/** What a Test Ping Event has besides as it comes through ngrok. */
const HEADERS = {
  'user-agent': 'CircleCI-Webhook/1.0',
  'circleci-event-type': 'ping',
  'accept-encoding': 'gzip, deflate',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-host': 'example.ngrok.app',
  'x-forwarded-proto': 'https',
};

test('a Test Ping Event as CircleCI sends it is let through and logged', async () => {
  const { url, logged } = await startReceiver({ secrets: { current: SECRET } });
  const answer = await postEvent(url, PING_BODY, { headers: HEADERS });
  expect(answer.status).toBe(200);
  expect(answer.json()).toEqual({ message: 'Received, and the signature is valid.' });
  expect(await logged()).toMatchObject({
    method: 'POST',
    status: 200,
    event: 'ping',
    verdict: 'valid',
    reason: null,
    hints: [],
    bodyBytes: PING_BODY.length,
    headers: expect.arrayContaining([
      ['user-agent', 'CircleCI-Webhook/1.0'],
      ['circleci-signature', SIGNATURE],
      ['x-forwarded-for', '203.0.113.7'],
    ]) as unknown,
  });
});

test('the previous secret is accepted too, and the log says so', async () => {
  const secrets = { current: 'the new one', previous: SECRET };
  const { url, logged } = await startReceiver({ secrets });
  expect((await postEvent(url, PING_BODY, { headers: HEADERS })).status).toBe(200);
  expect(await logged()).toMatchObject({
    verdict: 'valid',
    hints: [expect.stringContaining('previous secret')],
  });
});

describe('a refusal', () => {
  test.each<[string, string | undefined, string, RegExp]>([
    ['missing-signature', undefined, 'missing', /no Secret token/],
    ['malformed-signature', '', 'invalid', /is empty/],
    ['malformed-signature', 'v1=1234', 'invalid', /cut off/],
    [
      'unsupported-version',
      `v2=${'0'.repeat(64)}`,
      'invalid',
      /only version that CircleCI documents/,
    ],
    ['signature-mismatch', sign(PING_BODY, 'another'), 'invalid', /the secret here and .* differ/],
    [
      'signature-mismatch',
      sign(PING_BODY, SECRET.slice(1)),
      'invalid',
      /the secret here and .* differ/,
    ],
  ])('%s (%s) is 403, with the cause in the log alone', async (reason, header, verdict, hint) => {
    const { url, logged } = await startReceiver({ secrets: { current: SECRET } });
    const post = request(url).post('/').set('Content-Type', 'application/json');
    if (header !== undefined) post.set('circleci-signature', header);
    const answer = await post.send(PING_BODY.toString()).expect(403);
    expect(answer.body).toEqual({ error: expect.any(String) as string, reason });
    expect(answer.text).not.toMatch(hint);
    expect(await logged()).toMatchObject({
      status: 403,
      verdict,
      reason,
      hints: [expect.stringMatching(hint)],
    });
  });

  test.each(['put', 'patch', 'delete', 'options'] as const)(
    'meets %s without a signature, on any path',
    async (method) => {
      const { url } = await startReceiver({ secrets: { current: SECRET } });
      const answer = await request(url)[method]('/healthz').expect(403);
      expect(answer.body).toMatchObject({ reason: 'missing-signature' });
    },
  );

  test('two signature headers are one list: of which one has to be right', async () => {
    const { port, url } = await startReceiver({ secrets: { current: SECRET } });
    const post = async (...signatures: string[]): Promise<number> => {
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: signatures.map((value) => ['circleci-signature', value] as [string, string]),
        body: PING_BODY,
      });
      return response.status;
    };
    expect(url).toContain(String(port));
    expect(await post(SIGNATURE, SIGNATURE)).toBe(200);
    expect(await post(`v1=${'0'.repeat(64)}`, SIGNATURE)).toBe(200);
    expect(await post(`v1=${'0'.repeat(64)}`, `v1=${'1'.repeat(64)}`)).toBe(403);
  });
});
