import { connect, type Socket } from 'node:net';
import request from 'supertest';
import { afterTest } from '../support/clean-up';
import { openConnection, readToEnd } from '../support/raw-connection';
import { startReceiver } from '../support/test-receiver';

describe('slow clients', () => {
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
    afterTest(() => {
      holds = false;
      for (const socket of held) socket.destroy();
    });
    for (let index = 0; index < 1_000; index += 1) hold(index);
    for (let call = 0; call < 100; call += 1) await request(url).post('/').send({}).expect(200);
  });
});
