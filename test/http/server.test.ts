import { listen } from '../../src/http/server';
import { exchange, nextBytes, openConnection, readToEnd } from '../support/raw-connection';
import { startReceiver } from '../support/test-receiver';

/** Answered with 100 Continue, which tells that the request is in flight. */
const HALF = 'POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 6\r\n\r\n';

describe('closing', () => {
  test('waits for the request in flight, and takes no new one', async () => {
    const { port, server } = await startReceiver();
    const socket = await openConnection(port);
    socket.write(HALF);
    await nextBytes(socket);
    const answer = readToEnd(socket);
    const closed = server.close(10_000);
    await expect(openConnection(port)).rejects.toThrow('ECONNREFUSED');
    socket.write('abcdef');
    expect(await answer).toContain('HTTP/1.1 200 OK');
    expect(await closed).toBe(true);
  });

  test('cuts off what takes longer than it may', async () => {
    const { port, server } = await startReceiver();
    const socket = await openConnection(port);
    socket.write(HALF);
    await nextBytes(socket);
    expect(await server.close(50)).toBe(false);
  });

  test('does not wait for idle connections', async () => {
    const { port, server } = await startReceiver();
    const socket = await openConnection(port);
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n');
    await nextBytes(socket);
    expect(await server.close(10_000)).toBe(true);
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
});

describe('an address that cannot be had', () => {
  const nothing = (): void => undefined;

  test('a port in use is named, with the way out', async () => {
    const { port } = await startReceiver();
    await expect(listen(nothing, { port, host: '127.0.0.1' })).rejects.toThrow(
      `PORT: ${port} is in use; stop what is running there, or set PORT to another one`,
    );
  });

  test.each(['192.0.2.1', 'no-such-host.invalid'])('HOST %s is named', async (host) => {
    await expect(listen(nothing, { port: 0, host })).rejects.toThrow(
      `HOST: "${host}" is not an address of this machine`,
    );
  });
});
