import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isLoopbackAddress } from './loopback';

/** Why a connection was closed to make room for another. */
export type MadeRoom = 'silent' | 'slow';

interface Connection {
  readonly socket: Socket;
  /** Empty if it tells nothing, as all that come through a tunnel on this machine have the same. */
  readonly address: string;
  /** When it began to be waited for: for the first byte of a request, or for all of it. */
  since: number;
  /** How much had been read of it by then. */
  readBefore: number;
  request?: IncomingMessage;
}

/** A request on a younger connection may still be on its way: it is closed only if there are many times too many. */
const YOUNG_MS = 1_000;
const MANY_TIMES = 4;

/**
 * Limits the connections of a server. If there are too many, one is closed for each that comes: first those that have
 * sent nothing, then the slowest; of those that are alike, one of the address that has the most. A request that is here
 * is always answered.
 *
 * @param onClosed told of each that is closed
 */
export function limitConnections(
  server: Server,
  most: number,
  onClosed: (why: MadeRoom) => void,
): void {
  const connections = new Map<Socket, Connection>();

  server.on('connection', (socket: Socket) => {
    const address = addressOf(socket);
    connections.set(socket, { socket, address, since: performance.now(), readBefore: 0 });
    socket.once('close', () => connections.delete(socket));
    if (connections.size > most) makeRoom();
  });

  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    connection.request = request;
    response.once('close', () => {
      delete connection.request;
      connection.since = performance.now();
      connection.readBefore = connection.socket.bytesRead;
    });
  });

  function makeRoom(): void {
    const now = performance.now();
    const awaited = [...connections.values()].filter(({ request }) => request?.complete !== true);
    const old = awaited.filter(({ since }) => now - since > YOUNG_MS);
    const areFarTooMany = connections.size > MANY_TIMES * most;
    const victim = leastWanted(areFarTooMany && old.length === 0 ? awaited : old, now);
    if (victim === undefined) return; // the others are at work, which ends soon, or have only just come
    onClosed(isSilent(victim) ? 'silent' : 'slow');
    connections.delete(victim.socket);
    victim.socket.destroy();
  }
}

function leastWanted(candidates: readonly Connection[], now: number): Connection | undefined {
  const ofAddress = countBy(candidates, ({ address }) => address);
  const rank = (one: Connection): readonly number[] => [
    isSilent(one) ? 0 : 1,
    -(one.address === '' ? 0 : (ofAddress.get(one.address) ?? 0)),
    isSilent(one) ? one.since : bytesRead(one) / (now - one.since + 1),
  ];
  let least: { readonly one: Connection; readonly rank: readonly number[] } | undefined;
  for (const one of candidates) {
    const own = rank(one);
    if (least === undefined || isBefore(own, least.rank)) least = { one, rank: own };
  }
  return least?.one;
}

function isSilent(connection: Connection): boolean {
  return connection.request === undefined && bytesRead(connection) === 0;
}

function bytesRead({ socket, readBefore }: Connection): number {
  return socket.bytesRead - readBefore;
}

function addressOf({ remoteAddress = '' }: Socket): string {
  return isLoopbackAddress(remoteAddress.replace(/^::ffff:/, '')) ? '' : remoteAddress;
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index !== -1 && (a[index] ?? 0) < (b[index] ?? 0);
}
