import { gzipSync } from 'node:zlib';
import { connect, type Socket } from 'node:net';
import request from 'supertest';
import { sign } from '../../src/circleci/signature';
import { PING_BODY, SECRET } from '../support/fixtures';
import { exchange, nextBytes, openConnection, readToEnd } from '../support/raw-connection';
import { startReceiver } from '../support/test-receiver';

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
      const body = gzipSync(PING_BODY);
      const answer = await request(url)
        .post('/')
        .set({ 'content-encoding': encoding, 'circleci-signature': sign(body, SECRET) })
        .send(body.toString('latin1'));
      expect(answer.status).toBe(415);
      expect(answer.body).toMatchObject({ reason: 'content-encoding-unsupported' });
      expect(await logged()).toMatchObject({ status: 415, bodyProblem: 'content-encoding' });
    },
  );

  test('identity is none', async () => {
    const { url } = await startReceiver();
    await request(url).post('/').set('content-encoding', 'identity').send('x').expect(200);
  });
});

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

describe('slow clients', () => {
  const FAST = { connectionsCheckingInterval: 20, headersTimeout: 100, requestTimeout: 200 };

  test('who never finish their headers are cut off', async () => {
    const { port } = await startReceiver({ limits: FAST });
    expect(await exchange(port, 'POST / HTTP/1.1\r\nhost: x\r\n')).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('who never finish their body are cut off, and logged', async () => {
    const { port, logged } = await startReceiver({ limits: FAST });
    const bytes = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc';
    expect(await exchange(port, bytes)).toMatch(/^HTTP\/1\.1 408 /);
    expect(await logged()).toMatchObject({ bodyProblem: 'cut-off', status: null });
  });

  test('who keep a connection without using it are cut off', async () => {
    const { port } = await startReceiver({ limits: { keepAliveTimeout: 50 } });
    const answer = await exchange(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('who hold more connections than there may be make room, the silent ones first', async () => {
    const closed: string[] = [];
    const { port, url } = await startReceiver({
      limits: { maxConnections: 1 },
      onClosed: (why) => closed.push(why),
    });
    const begun = await openConnection(port);
    begun.write('POST / HTTP/1.1\r\nhost: x\r\n');
    const silent = [
      await openConnection(port),
      await openConnection(port),
      await openConnection(port),
    ];
    const end = readToEnd(begun);
    const ends = silent.map(readToEnd);
    const last = await openConnection(port); // four times as many as there may be, and one
    expect(await Promise.race(ends)).toBe('');
    expect(closed).toEqual(['silent']);
    last.destroy();
    await request(url).post('/').expect(200);
    for (const socket of [begun, ...silent]) socket.destroy();
    await end;
  });

  test('by the thousand let real calls through', async () => {
    const { port, url } = await startReceiver();
    let holds = true;
    const held = new Set<Socket>();
    const hold = (index: number): void => {
      if (!holds) return;
      const socket = connect(port, '127.0.0.1', () => {
        if (index % 3 === 1) socket.write('POST / HTTP/1.1\r\nhost: x\r\nx: ');
        if (index % 3 === 2) socket.write('POST / HTTP/1.1\r\ncontent-length: 900\r\n\r\n{');
      });
      held.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          held.delete(socket);
          setTimeout(hold, 100, index); // it comes again
        });
    };
    for (let index = 0; index < 1_000; index += 1) hold(index);
    for (let call = 0; call < 100; call += 1) await request(url).post('/').send({}).expect(200);
    holds = false;
    for (const socket of held) socket.destroy();
  });

  test('whose bodies together need too much memory make room, the slowest first', async () => {
    const { port, url, output } = await startReceiver({ bodyLimitBytes: 1024 * 1024 });
    const head = 'POST /large HTTP/1.1\r\nhost: x\r\ncontent-length: 1048576\r\n\r\n';
    const part = Buffer.alloc(1024 * 1024 - 1);
    const sockets = await Promise.all(Array.from({ length: 66 }, async () => openConnection(port)));
    const answers = sockets.map(readToEnd);
    for (const socket of sockets) socket.write(Buffer.concat([Buffer.from(head), part]));
    expect(await Promise.race(answers)).toMatch(/^HTTP\/1\.1 503 [^]*too-much-at-once/);
    await request(url).post('/').send({}).expect(200);
    expect(output.entries.some((entry) => entry.includes('"status":503'))).toBe(true);
    for (const socket of sockets) socket.destroy();
  });
});
