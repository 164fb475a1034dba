import { once } from 'node:events';
import { get } from 'node:http';
import express from 'express';
import { listen, type RunningServer } from '../../src/http/server';
import { goneSignal, sendPieces } from '../../src/inspector/send-pieces';

const PIECE = 'x'.repeat(64 * 1024);

let server: RunningServer | undefined;

afterEach(async () => server?.close(0));

/** Serves pieces, and gives what comes of the sending. */
async function serve(
  pieces: (signal: AbortSignal) => AsyncGenerator<string>,
): Promise<{ url: string; sent: Promise<unknown> }> {
  const app = express();
  const sent = new Promise((resolve) => {
    app.get('/', (_req, res) => {
      const sending = sendPieces(res, pieces(goneSignal(res)));
      resolve(sending.catch((error: unknown) => error));
    });
  });
  server = await listen(app, { port: 0, host: '127.0.0.1' });
  return { url: `http://127.0.0.1:${server.port}/`, sent };
}

test('who makes the pieces is stopped once the reader has gone, and told so', async () => {
  let stopped = false;
  let told: AbortSignal | undefined;
  const { url, sent } = await serve(async function* (signal) {
    told = signal;
    try {
      for (;;) yield await Promise.resolve(PIECE);
    } finally {
      stopped = true;
    }
  });
  const request = get(url);
  await once(request, 'response');
  request.destroy();
  expect(await sent).toBeUndefined();
  expect(stopped).toBe(true);
  expect(told?.aborted).toBe(true);
});

test('what goes wrong while pieces are made is told, and the answer is cut off', async () => {
  const problem = new Error('The disk is gone.');
  const { url, sent } = await serve(async function* () {
    yield await Promise.resolve(PIECE);
    throw problem;
  });
  await expect(fetch(url).then(async (answer) => answer.text())).rejects.toThrow();
  expect(await sent).toBe(problem);
});
