import { once } from 'node:events';
import { get } from 'node:http';
import express from 'express';
import { goneSignal, sendPieces } from '../../src/inspector/send-pieces';
import { startStandIn } from '../support/stand-in';
import { within } from '../support/wait';

const PIECE = 'x'.repeat(64 * 1024);

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
  const { url } = await startStandIn(app);
  return { url, sent: within('the end of the sending', sent) };
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
  await within('the first piece', once(request, 'response'));
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
