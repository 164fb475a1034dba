import http from 'node:http';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { sign } from '../../src/circleci/signature';
import { PING_BODY, SECRET, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { postEvent } from '../support/post-event';
import { exchange, nextBytes, openConnection } from '../support/raw-connection';
import { startReceiver } from '../support/test-receiver';
import { within } from '../support/wait';

/** Posts exactly these bytes; several chunks go without a content-length. */
async function post(
  port: number,
  headers: Record<string, string>,
  chunks: readonly Buffer[],
): Promise<number> {
  const status = new Promise<number>((resolve, reject) => {
    const [first] = chunks;
    const length =
      chunks.length === 1 && first !== undefined ? { 'content-length': first.length } : {};
    const req = http.request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { ...headers, ...length },
    });
    req.on('error', reject);
    req.on('response', (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    for (const chunk of chunks) req.write(chunk);
    req.end();
  });
  return within('an answer of the receiver', status);
}

const BODIES: readonly (readonly [string, Buffer])[] = [
  ['a ping', PING_BODY],
  ['a workflow-completed event', WORKFLOW_COMPLETED_BODY],
  ['unusual white space', Buffer.from('\r\n{\t"b" :1 ,\n\n"a":  2}  \n')],
  ['keys in any order, and twice', Buffer.from('{"2":1,"1":2,"2":3}')],
  ['numbers that JSON.parse rounds', Buffer.from('{"n":12345678901234567890,"e":1.0e2}')],
  ['escapes', Buffer.from('{"a":"\\u00e9\\/"}')],
  ['non-ASCII', Buffer.from('{"name":"Jürgen 日本語"}')],
  ['emoji', Buffer.from('{"subject":"👩‍👩‍👧 🚀"}')],
  ['a BOM', Buffer.from('\ufeff{"type":"ping"}')],
  ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x7d])],
  ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ['nothing', Buffer.alloc(0)],
  ['a body just below the limit', Buffer.alloc(1024 * 1024, ' ')],
];

describe.each(BODIES)('%s', (_, body) => {
  test.each([
    ['in one piece', [body]],
    [
      'chunked',
      [body.subarray(0, 1), body.subarray(1, 7), body.subarray(7)].filter(
        (part) => part.length > 0,
      ),
    ],
  ])('verifies over the bytes as sent, %s', async (_how, chunks) => {
    const { port } = await startReceiver({ secrets: { current: SECRET } });
    const signed = { 'circleci-signature': sign(body, SECRET), 'content-type': 'application/json' };
    expect(await post(port, signed, chunks)).toBe(200);
    const another = {
      ...signed,
      'circleci-signature': sign(Buffer.from([...body.subarray(0, 9), 1]), SECRET),
    };
    expect(await post(port, another, chunks)).toBe(403);
  });
});

test('an empty body with neither content-length nor chunks verifies', async () => {
  const { port, logged } = await startReceiver({ secrets: { current: SECRET } });
  const answer = await exchange(
    port,
    `POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncircleci-signature: ${sign(Buffer.alloc(0), SECRET)}\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(await logged()).toMatchObject({ bodyBytes: 0, verdict: 'valid' });
});

describe('a body over BODY_LIMIT', () => {
  const TOO_LARGE = {
    error: 'The body is larger than is accepted.',
    limit: '1KB',
    reason: 'body-too-large',
  };

  test('is refused with 413, and logged without it', async () => {
    const { url, logged } = await startReceiver({ bodyLimitBytes: 1024 });
    await request(url).post('/').send('x'.repeat(1025)).expect(413, TOO_LARGE);
    expect(await logged()).toMatchObject({
      status: 413,
      body: null,
      bodyProblem: 'too-large',
      bodyBytes: 1025,
    });
    await request(url).post('/').send('x'.repeat(1024)).expect(200);
  });

  test('is refused with 413 before it has come, where its size is announced', async () => {
    const { port, logged } = await startReceiver();
    const socket = await openConnection(port);
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5000000000\r\n\r\nxxx');
    expect((await nextBytes(socket)).toString()).toMatch(/^HTTP\/1\.1 413 /);
    expect(await logged()).toMatchObject({ status: 413, bodyBytes: 5_000_000_000 });
    socket.destroy();
  });

  test('is refused with 413 where its size was not announced', async () => {
    const { port, logged } = await startReceiver({ bodyLimitBytes: 1024 });
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
    const answer = await exchange(
      port,
      'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n',
      chunk,
      chunk,
      '0\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(await logged()).toMatchObject({
      status: 413,
      bodyProblem: 'too-large',
      bodyBytes: null,
    });
  });
});

describe('a body with a content-encoding', () => {
  test.each(['gzip', 'deflate', 'br', 'zstd', 'GZIP', 'gzip, gzip', 'nonsense'])(
    '%s is refused with 415, also with a right signature',
    async (encoding) => {
      const { url, logged } = await startReceiver({ secrets: { current: SECRET } });
      const headers = { 'content-encoding': encoding };
      const answer = await postEvent(url, gzipSync(PING_BODY), { headers });
      expect(answer.status).toBe(415);
      expect(answer.json()).toMatchObject({ reason: 'content-encoding-unsupported' });
      expect(await logged()).toMatchObject({ status: 415, bodyProblem: 'content-encoding' });
    },
  );

  test('identity is none', async () => {
    const { url } = await startReceiver();
    await request(url).post('/').set('content-encoding', 'identity').send('x').expect(200);
  });
});
