import { isIP } from 'node:net';

/** Tells whether a URL's host is this machine. */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  const name = bareHost(hostname);
  return name === 'localhost' || isLoopbackAddress(name);
}

/** Tells whether an IP address is this machine. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** Tells whether a server with this host listens on all interfaces. */
export function isEveryAddress(host: string | undefined): host is undefined | '0.0.0.0' | '::' {
  return host === undefined || host === '0.0.0.0' || host === '::';
}

/** Gives a URL's host in lower case, without the brackets of an IPv6 address and the dot at the end of a full name. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
}
