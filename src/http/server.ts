import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setImmediate as turnOver } from 'node:timers/promises';
import { codeOf } from '../text/code-of';
import { limitConnections, type MadeRoom } from './connection-limit';
import type { MessageClasses } from './express-app';
import { whyUnreadable, type Unreadable } from './unreadable';
import { isEveryAddress } from './loopback';

/** How long a client may take, in milliseconds, and how many there may be. */
export interface ServerLimits {
  readonly headersTimeout: number;
  /** For the whole request, its headers included. */
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  /** How often Node looks for clients that are over a limit. */
  readonly connectionsCheckingInterval: number;
  readonly maxConnections: number;
}

const DEFAULT_LIMITS: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxConnections: 500,
};

/** Node's own limit, and room for what the inspector adds to a replay. */
const MAX_HEADER_BYTES = 17 * 1024;

const IDLE_SWEEP_MS = 50;

export interface Address {
  readonly port: number;
  /** Up to which the next ones are tried, if the port is taken. */
  readonly lastPort?: number | undefined;
  /** Undefined for all interfaces. */
  readonly host: string | undefined;
  /** The variable that sets the port, for what an error says. */
  readonly portName?: string;
}

/** Why a connection was closed before the app had to do with it. */
export type Closed = MadeRoom | Unreadable;

export interface ServerOptions extends Address {
  readonly limits?: Partial<ServerLimits>;
  /** Hears of each connection that is closed before the app has to do with it. */
  readonly onClosed?: (why: Closed) => void;
  /** What its requests and responses are made of. */
  readonly classes?: MessageClasses;
}

export interface RunningServer {
  readonly port: number;
  /** Serves a connection that was made to another server. */
  readonly take: (connection: Socket) => void;
  /**
   * Stops accepting, waits for the requests in flight, and after `graceMs` cuts off those that are left.
   * @returns whether all of them got their answer
   */
  close(graceMs: number): Promise<boolean>;
}

/** Tells why a server could not start, and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** What starts a server. */
export type Listen = typeof listen;

/**
 * Serves HTTP until it is closed.
 *
 * @throws {ListenError} if the address cannot be had
 */
export async function listen(
  listener: RequestListener,
  { limits = {}, classes, onClosed = () => undefined, ...address }: ServerOptions,
): Promise<RunningServer> {
  const { maxConnections, ...timeouts } = { ...DEFAULT_LIMITS, ...limits };
  const server = createServer(
    { ...timeouts, ...classes, maxHeaderSize: MAX_HEADER_BYTES },
    listener,
  );
  limitConnections(server, maxConnections, onClosed);
  server.on('connection', (socket) => {
    // A listener for `clientError` would have to answer in Node's place.
    socket.on('error', (error) => {
      const why = whyUnreadable(error);
      if (why !== undefined) onClosed(why);
    });
  });
  server.maxHeadersCount = 0; // any number: those over Node's limit would be missing without a word
  // An expectation that Node does not know would be answered 417 behind the log's back.
  server.on('checkExpectation', listener);
  const port = await bind(server, address);

  const taken = new Set<Socket>(); // Node counts its own alone
  return {
    port,
    take(connection) {
      taken.add(connection);
      connection.once('close', () => taken.delete(connection));
      server.emit('connection', connection);
    },
    async close(graceMs) {
      const closed = once(server, 'close');
      server.close();
      // A connection that is busy now would be kept alive for another request when it has its answer.
      const sweep = setInterval(() => {
        server.closeIdleConnections();
      }, IDLE_SWEEP_MS);
      let complete = true;
      const cutOff = setTimeout(() => {
        complete = false;
        server.closeAllConnections();
      }, graceMs);
      await closed;
      for (const connection of taken) await new Promise((done) => connection.once('close', done));
      clearInterval(sweep);
      clearTimeout(cutOff);
      await turnOver(); // those who heard of the last requests' end have done so
      return complete;
    },
  };
}

/**
 * Lets a server listen.
 *
 * @returns the port
 * @throws {ListenError} if the address cannot be had
 */
export async function bind(server: Server, address: Address): Promise<number> {
  const { port, lastPort = port, host, portName = 'PORT' } = address;
  for (let tried = port; ; tried += 1) {
    try {
      server.listen({ port: tried, host });
      await once(server, 'listening');
      return (server.address() as AddressInfo).port; // a string for a pipe only, null before 'listening' only
    } catch (error) {
      if (codeOf(error) === 'EADDRINUSE' && tried < lastPort) continue;
      throw new ListenError(explainListenError(error, tried, host, portName), { cause: error });
    }
  }
}

/**
 * Gives the host by which this machine reaches a server that listens on one, for a URL.
 *
 * @param own this machine, if the server listens on all interfaces
 */
export function reachableHost(host: string | undefined, own = '127.0.0.1'): string {
  if (isEveryAddress(host)) return own;
  return host.includes(':') ? `[${host}]` : host;
}

/** Gives the address by which this machine reaches a server that listens on a host and port. */
export function localOrigin({ host, port }: Pick<ServerOptions, 'host' | 'port'>): string {
  return `http://${reachableHost(host)}:${port}`;
}

function explainListenError(
  error: unknown,
  port: number,
  host: string | undefined,
  portName: string,
): string {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `${portName}: ${port} is in use; stop what is running there, or set ${portName} to another one`;
    case 'EACCES':
      return `${portName}: ${port} needs more rights than this user has; set ${portName} to one from 1024 to 65535`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST: ${JSON.stringify(host)} is not an address of this machine; use one that is, or leave it empty for all`;
    default:
      return `${portName} ${port} cannot be listened on: ${String(error)}`;
  }
}
