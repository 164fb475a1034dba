import type { Config } from '../config/config';
import type { PublicAddressHolder } from './public-address';
import { reachableHost } from '../http/server';
import { keepTunnel } from './keep-tunnel';
import { watchAgent } from './watch-agent';

/** Finds the receiver's public address: opens a tunnel of its own, or looks out for a running agent. */
export function startTunnel(
  { tunnel, secrets, host }: Pick<Config, 'tunnel' | 'secrets' | 'host'>,
  port: number,
  address: PublicAddressHolder,
): { readonly close: () => unknown } {
  if (tunnel.own) {
    return keepTunnel({
      config: tunnel,
      secrets,
      addr: `${reachableHost(host)}:${port}`,
      address,
    });
  }
  if (tunnel.agentApi === undefined) return { close: () => undefined };
  const stop = new AbortController();
  void watchAgent({ agentApi: tunnel.agentApi, port, host, address, signal: stop.signal });
  return {
    close() {
      stop.abort();
    },
  };
}
