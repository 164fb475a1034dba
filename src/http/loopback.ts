import { isIP } from 'node:net';

/** Whether a URL's host is this machine. */
export function isLoopback({ hostname }: URL): boolean {
  const name = bareHost(hostname);
  return name === 'localhost' || isLoopbackAddress(name);
}

/** Whether an IP address is this machine. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** A URL's host in lower case, without the brackets of an IPv6 address and the dot at the end of a full name. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
}
