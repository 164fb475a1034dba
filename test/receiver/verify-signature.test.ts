import bodyParser from 'body-parser';
import express from 'express';
import request from 'supertest';
import { sign } from '../../src/circleci/signature';
import { verifySignature } from '../../src/receiver/verify-signature';
import { PING_BODY, SECRET } from '../support/fixtures';
import { startReceiver } from '../support/test-receiver';

const SIGNATURE = sign(PING_BODY, SECRET);

/** The headers of a Test Ping Event as they come through ngrok. */
function pingHeaders(signature: string): Record<string, string> {
  return {
    'user-agent': 'CircleCI-Webhook/1.0',
    'circleci-event-type': 'ping',
    'circleci-signature': signature,
    'content-type': 'application/json',
    'accept-encoding': 'gzip, deflate',
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-host': 'example.ngrok.app',
    'x-forwarded-proto': 'https',
  };
}

test('a Test Ping Event as CircleCI sends it is let through and logged', async () => {
  const { url, logged } = await startReceiver({ secrets: { current: SECRET } });
  const answer = await request(url)
    .post('/')
    .set(pingHeaders(SIGNATURE))
    .send(PING_BODY.toString());
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ message: 'Received, and the signature is valid.' });
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
  await request(url).post('/').set(pingHeaders(SIGNATURE)).send(PING_BODY.toString()).expect(200);
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

  test('two signature headers are one list, of which one has to be right', async () => {
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

test('behind another body parser, the middleware fails loudly instead of checking something else', async () => {
  const app = express();
  const errors: unknown[] = [];
  app.use(express.json(), verifySignature({ secrets: { current: SECRET } }));
  app.use(((error, _req, res, _next) => {
    errors.push(error);
    res.sendStatus(500);
  }) as express.ErrorRequestHandler);
  await request(app).post('/').set('circleci-signature', SIGNATURE).send({ a: 1 }).expect(500);
  expect(errors).toEqual([
    expect.objectContaining({ message: expect.stringContaining('raw body') as string }),
  ]);
});

test('in an app of someone else, a request without a body is refused as any other', async () => {
  const app = express();
  app.use(
    bodyParser.raw({ type: () => true }),
    verifySignature({ secrets: { current: SECRET } }),
    (_req, res) => res.sendStatus(204),
  );
  const refused = await request(app).post('/').expect(403);
  expect(refused.body).toMatchObject({ reason: 'missing-signature' });
  await request(app)
    .post('/')
    .set('circleci-signature', sign(Buffer.alloc(0), SECRET))
    .expect(204);
});

test.each([{}, { secrets: {} }, { secrets: { current: '' } }])(
  'without a secret (%j), the middleware fails at once, before any call',
  (options) => {
    expect(() => {
      Reflect.apply(verifySignature, undefined, [options]);
    }).toThrow(/secrets\.current must be/);
  },
);
