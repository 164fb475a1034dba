import request from 'supertest';
import { openConnection, readToEnd } from '../support/raw-connection';
import { startReceiver } from '../support/test-receiver';

test('clients whose bodies together need too much memory make room, the slowest first', async () => {
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
