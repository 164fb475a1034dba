import { request } from 'node:http';
import { sign } from '../../src/circleci/signature';
import { PING_BODY, SECRET, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { exchange } from '../support/raw-connection';
import { startReceiver } from '../support/test-receiver';

/** Posts exactly these bytes; several chunks go without a content-length. */
async function post(
  port: number,
  headers: Record<string, string>,
  chunks: readonly Buffer[],
): Promise<number> {
  return new Promise((resolve, reject) => {
    const [first] = chunks;
    const length =
      chunks.length === 1 && first !== undefined ? { 'content-length': first.length } : {};
    const req = request({
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
