import { hostname, networkInterfaces } from 'node:os';
import { bareHost, isEveryAddress, isLoopback } from '../http/loopback';

/** Names by which an agent in a container reaches the machine that it runs on. */
const CONTAINERS_HOST = new Set(['host.docker.internal', 'host.containers.internal']);

/** Where the receiver listens. */
export interface Listening {
  readonly port: number;
  /** Undefined for all interfaces. */
  readonly host: string | undefined;
}

/** Tells whether what an agent forwards calls to is the receiver, which speaks plain HTTP. */
export function leadsHere(upstream: string, { port, host }: Listening): boolean {
  const url = parseUpstream(upstream);
  if (url?.protocol !== 'http:' || Number(url.port || 80) !== port) return false;
  const name = bareHost(url.hostname);
  if (CONTAINERS_HOST.has(name)) return true;
  const isHere = isLoopback(url) || isEveryAddress(name);
  if (isEveryAddress(host)) return isHere || isOwnName(name) || isOwnAddress(name);
  return isLoopback({ hostname: host }) ? isHere : name === bareHost(host) || isOwnName(name);
}

/** Says how to have ngrok's agent forward to the receiver, of which the local URL is given. */
export function ngrokCommand(receiverUrl: string): string {
  const url = new URL(receiverUrl);
  return `ngrok http ${isLoopback(url) ? url.port || '80' : url.host}`;
}

/** Reads a URL, host and port, or a port alone. */
function parseUpstream(upstream: string): URL | undefined {
  const [, port] = /^:?(\d+)$/.exec(upstream) ?? [];
  const address = port === undefined ? upstream : `localhost:${port}`;
  const text = address.includes('://') ? address : `http://${address}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isOwnName(name: string): boolean {
  const full = hostname().toLowerCase();
  const [short = full] = full.split('.');
  return [full, short, `${short}.local`].includes(name);
}

function isOwnAddress(name: string): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) => all);
  return addresses.some(({ address }) => address === name);
}
