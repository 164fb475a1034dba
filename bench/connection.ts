import { once } from 'node:events';
import { createConnection } from 'node:net';

/** A connection that stays open, with one request at a time. */
export interface Connection {
  /** Sends the bytes of a request. Fails if it is not answered 2xx. */
  readonly send: (request: Buffer) => Promise<void>;
  readonly close: () => void;
}

/** Connects without an HTTP client, whose work would take the server's time if cores are few. */
export async function connect({ hostname, port }: URL): Promise<Connection> {
  const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let received = '';
  let settle: ((problem?: Error) => void) | undefined;

  function end(problem?: Error): void {
    received = '';
    settle?.(problem);
  }
  socket.setEncoding('latin1'); // a character for each byte, as Content-Length counts them
  socket.on('data', (text: string) => {
    received += text;
    try {
      if (isAnswered(received)) end();
    } catch (error) {
      end(error instanceof Error ? error : new Error(String(error)));
    }
  });
  socket.on('error', end);
  socket.on('close', () => {
    end(new Error('The server closed the connection'));
  });

  return {
    send: async (request) =>
      new Promise((resolve, reject) => {
        settle = (problem) => {
          settle = undefined;
          if (problem) reject(problem);
          else resolve();
        };
        if (socket.destroyed) end(new Error('The server closed the connection'));
        else socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** Tells whether an answer is complete. Throws if it is not one of success. */
function isAnswered(received: string): boolean {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return false;
  const head = received.slice(0, headEnd);
  if (!head.startsWith('HTTP/1.1 2')) throw new Error(`Not answered 2xx: ${received}`);
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length === undefined) throw new Error(`An answer without Content-Length: ${head}`);
  return received.length >= headEnd + '\r\n\r\n'.length + Number(length);
}
