import { startStandIn } from './stand-in';

const CHUNK = Buffer.alloc(64 * 1024, ' ');

/** Answers with a body that has no end. */
export async function startEndless(): Promise<{ url: string; sentMegabytes: () => number }> {
  let sent = 0;
  const { url } = await startStandIn((_req, res) => {
    const send = (): void => {
      while (!res.destroyed) {
        sent += CHUNK.length;
        if (!res.write(CHUNK)) break;
      }
    };
    res.on('drain', send);
    send();
  });
  return { url, sentMegabytes: () => sent / 1024 / 1024 };
}
