import type { IncomingHttpHeaders } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { isLoopbackAddress } from '../http/loopback';

interface Sent {
  readonly socket: Pick<Socket, 'remoteAddress'>;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Tells the address of who sent a request. Behind a tunnel or a proxy on this machine it is the last that
 * `x-forwarded-for` has, which the nearest proxy put there; from anywhere else, that header is the sender's
 * own claim, and does not count.
 */
export function clientAddress({ socket, headers }: Sent): string {
  const peer = peerAddress({ socket });
  const forwardedFor = headers['x-forwarded-for'];
  if (forwardedFor === undefined || !isLoopbackAddress(peer)) return peer;
  const last = bareAddress([forwardedFor].flat().join(',').split(',').at(-1)?.trim() ?? '');
  return isIP(last) === 0 ? peer : plainAddress(last);
}

/** Takes off what some proxies add: a port behind the address, brackets around one of IPv6, and quotes around both. */
function bareAddress(text: string): string {
  const [, bracketed, dotted] = /^"?(?:\[([^\]]*)\]|([\d.]+))(?::\d+)?"?$/.exec(text) ?? [];
  return bracketed ?? dotted ?? text;
}

/** Gives the address of the other end of the connection. */
export function peerAddress({ socket }: Pick<Sent, 'socket'>): string {
  return plainAddress(socket.remoteAddress);
}

/** Undoes the form an IPv4 address has if a socket takes both kinds: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2 */
function plainAddress(address = ''): string {
  return address.replace(/^::ffff:(?=\d)/, '');
}
