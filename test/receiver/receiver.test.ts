import request from 'supertest';
import { exchange, openConnection } from '../support/raw-connection';
import { startReceiver } from '../support/test-receiver';

describe('odd clients', () => {
  test('a request that is cut off half way is logged as such', async () => {
    const { port, url, logged } = await startReceiver();
    const socket = await openConnection(port);
    socket.write('POST /cut HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nonly this');
    socket.end();
    expect(await logged()).toMatchObject({ url: '/cut', status: null, bodyProblem: 'cut-off' });
    await request(url).post('/').expect(200);
  });

  test('a connection that is reset half way is logged as such', async () => {
    const { port, output, logged } = await startReceiver();
    const socket = await openConnection(port);
    socket.write(
      'POST /reset HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 100\r\n\r\n',
    );
    socket.once('data', () => socket.resetAndDestroy());
    expect(await logged()).toMatchObject({ url: '/reset', status: null, bodyProblem: 'cut-off' });
    expect(output.entries).toHaveLength(1);
  });

  test.each([
    ['malformed HTTP', 'NOT HTTP\r\n\r\n', 400, 'malformed'],
    ['a TLS handshake', Buffer.from('16030100ba010000b60303', 'hex'), 400, 'tls'],
    ['a bad header', 'POST / HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n', 400, 'malformed'],
    [
      'both lengths',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'malformed',
    ],
    ['no host', 'POST / HTTP/1.1\r\n\r\n', 400, undefined],
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}`, 431, 'large'],
  ])('%s does no harm, and is told of', async (_, bytes, status, why) => {
    const closed: string[] = [];
    const { port, url } = await startReceiver({ onClosed: (one) => closed.push(one) });
    expect(await exchange(port, bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(closed).toEqual(why === undefined ? [] : [why]);
    await request(url).post('/').expect(200);
  });

  test('an expectation that Node does not know is no reason to refuse', async () => {
    const { port, logged } = await startReceiver();
    const bytes =
      'POST / HTTP/1.1\r\nhost: x\r\nexpect: much\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';
    expect(await exchange(port, bytes)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await logged()).toMatchObject({ status: 200 });
  });

  test('a target of another form is taken', async () => {
    const { port, logged } = await startReceiver();
    for (const [index, target] of ['http://other.test/path', '*', '//double'].entries()) {
      const bytes = `OPTIONS ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
      expect(await exchange(port, bytes)).toMatch(/^HTTP\/1\.1 200 /);
      expect(await logged(index + 1)).toMatchObject({ url: target });
    }
  });

  test('headers are logged as sent: names, order, repeats', async () => {
    const { port, logged } = await startReceiver();
    await exchange(
      port,
      'POST / HTTP/1.1\r\nX-B: 1\r\nhOsT: x\r\nx-a: 2\r\nX-b: \u00e93\r\nConnection: close\r\n\r\n',
    );
    const { headers } = await logged();
    expect(headers).toEqual([
      ['X-B', '1'],
      ['hOsT', 'x'],
      ['x-a', '2'],
      ['X-b', expect.any(String)],
      ['Connection', 'close'],
    ]);
  });
});
