import { BlockList, isIP } from 'node:net';
import { bareHost, isLoopback } from '../http/loopback';

/** What is known of the address under which the internet reaches the receiver. */
export type PublicAddress =
  /** Nothing: there is no tunnel, or none that can be seen from here. */
  | { readonly state: 'unknown' }
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly url: string }
  /** It was there, and is not now. */
  | { readonly state: 'lost'; readonly url: string }
  /** There is to be a tunnel, and there is none. */
  | { readonly state: 'failed'; readonly problem: string };

/** What those who learn of the public address and those who show it share. */
export interface PublicAddressSource {
  readonly current: () => PublicAddress;
  /**
   * Tells of every change.
   * @returns what ends the telling
   */
  readonly onChange: (listener: (address: PublicAddress) => void) => () => void;
}

export interface PublicAddressHolder extends PublicAddressSource {
  readonly set: (address: PublicAddress) => void;
}

export function createPublicAddress(): PublicAddressHolder {
  let current: PublicAddress = { state: 'unknown' };
  const listeners = new Set<(address: PublicAddress) => void>();
  return {
    current: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(address) {
      if (JSON.stringify(address) === JSON.stringify(current)) return;
      current = address;
      for (const listener of listeners) listener(address);
    },
  };
}

/** Addresses that no one reaches from the internet: https://www.iana.org/assignments/iana-ipv4-special-registry/ */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

const PRIVATE_NAMES = /(^localhost|\.(localhost|local|internal|lan|home\.arpa|test|invalid))$/;

/**
 * Why CircleCI cannot deliver to a URL, as far as the URL itself tells; undefined where nothing speaks
 * against it.
 *
 * @param circleCiUrl of CircleCI: one of your own may reach what the internet does not
 */
export function whyUnreachable(url: URL, circleCiUrl: URL): string | undefined {
  if (isLoopback(circleCiUrl)) return undefined;
  if (isLoopback(url)) return `${url.hostname} is this machine alone; CircleCI needs a public URL`;
  if (url.protocol !== 'https:') return 'it is not https, which CircleCI insists on';
  const isCloud = circleCiUrl.hostname === 'circleci.com';
  return isCloud && isPrivate(url)
    ? `${url.hostname} cannot be reached from the internet; CircleCI needs a public URL`
    : undefined;
}

function isPrivate({ hostname }: URL): boolean {
  const name = bareHost(hostname);
  const version = isIP(name);
  if (version !== 0) return PRIVATE.check(name, version === 4 ? 'ipv4' : 'ipv6');
  return !name.includes('.') || PRIVATE_NAMES.test(name);
}
