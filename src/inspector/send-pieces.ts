import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { codeOf } from '../text/code-of';
import { ownTurn } from './own-turn';

type Pieces = Iterable<string> | AsyncIterable<string>;

const BLOCK_CHARACTERS = 64 * 1024;

/**
 * Sends what comes in pieces as fast as its reader takes it, and lets deliveries come in between: all of it may
 * be larger than the memory, and take minutes. Who makes the pieces is stopped if the reader leaves.
 */
export async function sendPieces(res: Response, pieces: Pieces): Promise<void> {
  try {
    await pipeline(Readable.from(blocksOf(pieces), { highWaterMark: 1 }), res);
  } catch (error) {
    if (!isReaderGone(error)) throw error;
  }
}

/** Aborts once the reader of an answer has gone: nobody needs what is still looked for then. */
export function goneSignal(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}

async function* blocksOf(pieces: Pieces): AsyncGenerator<string> {
  let block = '';
  for await (const piece of pieces) {
    block += piece;
    if (block.length >= BLOCK_CHARACTERS) {
      yield block;
      block = '';
    }
    await ownTurn();
  }
  if (block !== '') yield block;
}

function isReaderGone(error: unknown): boolean {
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
}
