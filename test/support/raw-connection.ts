import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { within } from './wait';

/** Opens a connection to a port of the loopback, to send bytes that no HTTP client would. */
export async function openConnection(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined); // a reset is an answer too: the test looks at what came before it
  await within(`a connection to port ${port}`, once(socket, 'connect'));
  return socket;
}

/** Waits for what comes next. */
export async function nextBytes(socket: Socket): Promise<Buffer> {
  const next = once(socket, 'data') as Promise<[Buffer]>;
  const [bytes] = await within(`an answer of port ${socket.remotePort ?? ''}`, next);
  return bytes;
}

/** Reads everything that comes until the other side closes the connection. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  const text = (): string => Buffer.concat(chunks).toString('latin1');
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await within(() => `the end of a connection, on which came: ${text()}`, once(socket, 'close'));
  return text();
}

/** Sends bytes as they are, and gives everything that comes back until the other side closes. */
export async function exchange(port: number, ...parts: (string | Buffer)[]): Promise<string> {
  const socket = await openConnection(port);
  const answer = readToEnd(socket);
  for (const part of parts) socket.write(part);
  return answer;
}
