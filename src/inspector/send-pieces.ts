import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Sends what comes in pieces as fast as its reader takes it: all of it may be larger than the memory. */
export async function sendPieces(res: Response, pieces: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(pieces), res).catch((error: unknown) => {
    if (!res.destroyed) throw error; // else the reader has left
  });
}
