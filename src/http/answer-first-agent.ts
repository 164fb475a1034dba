import { Agent, type ClientRequestArgs } from 'node:http';
import { Socket } from 'node:net';

type Callback = (error?: Error | null) => void;

/**
 * A connection on which an answer is read also if it came before the end of the request, and its sender closed
 * at once: a receiver that refuses a large body does so. Writing on fails then, and Node takes that for the end,
 * with the answer unread.
 */
class AnswerFirstSocket extends Socket {
  override _write(chunk: unknown, encoding: BufferEncoding, callback: Callback): void {
    super._write(chunk, encoding, afterReading(callback));
  }

  override _writev(
    chunks: { chunk: unknown; encoding: BufferEncoding }[],
    callback: Callback,
  ): void {
    super._writev?.(chunks, afterReading(callback));
  }
}

/** Makes such connections, one for each request. */
export class AnswerFirstAgent extends Agent {
  override createConnection({ host, port }: ClientRequestArgs): Socket {
    return new AnswerFirstSocket().connect(Number(port), host ?? 'localhost');
  }
}

/** Holds an error back for a turn of the event loop: it comes after all that is there to be read, and a turn reads it. */
function afterReading(callback: Callback): Callback {
  return (error) => {
    if (error) setImmediate(() => setImmediate(callback, error));
    else callback();
  };
}
