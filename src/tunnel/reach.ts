import { BlockList, isIP } from 'node:net';
import { bareHost, isLoopback } from '../http/loopback';

/**
 * Addresses that no one reaches from the internet.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry/
 */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv6');
}

const PRIVATE_NAMES =
  /(^localhost|\.(localhost|local|internal|lan|home\.arpa|test|invalid|example))$/;

/** For a URL against which nothing speaks: it has not been tried. */
export const REACHABLE_BY_FORM = 'By its form, CircleCI can reach it; npm run doctor tries it.';

/**
 * Says why CircleCI cannot deliver to a URL, as far as the URL itself tells; undefined if nothing speaks
 * against it.
 *
 * @param circleCiUrl of CircleCI: one of your own may reach what the internet does not
 */
export function whyUnreachable(text: string, circleCiUrl: URL): string | undefined {
  const problem = problemOf(new URL(text), circleCiUrl);
  return problem && `CircleCI will not reach ${text}: ${problem}.`;
}

/** Tells whether a host stands for all names below another one. */
export function isWildcard({ hostname }: URL): boolean {
  return hostname.includes('*');
}

/** Tells whether a URL is one for the internet, by its form. */
export function isPublic(url: URL): boolean {
  return url.protocol === 'https:' && !isWildcard(url) && !isPrivate(url);
}

function problemOf(url: URL, circleCiUrl: URL): string | undefined {
  if (isWildcard(url))
    return `${url.hostname} stands for many names, and CircleCI needs one of them`;
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
