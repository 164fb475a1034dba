import type { Config } from '../config/config';
import { ConfigError } from '../config/config-error';
import type { ForwardTarget } from '../config/forward-to';
import { createForward, type Forward } from '../forward/forward';
import type { Log } from '../log/log';
import type { DeliveryFilter } from '../store/filter';
import { QueryError, readFilter, refuseUnknown } from '../store/read-filter';
import { leadsHere } from '../tunnel/leads-here';
import type { PublicAddressSource } from '../tunnel/public-address';

/** What is not known yet when it is planned where a delivery goes. */
const LATER = ['answer', 'handling'] as const;

/**
 * Makes what sends deliveries on to each target.
 *
 * @throws {ConfigError} if a filter is none, or a target is the receiver itself
 */
export function createForwards(
  config: Config,
  publicAddress: PublicAddressSource,
  log: Log,
): Forward[] {
  return config.forwardTo.map((target) => {
    if (isReceiver(target, config)) {
      throw new ConfigError([
        `FORWARD_TO: ${target.url.href} is the receiver itself: use the address of your app`,
      ]);
    }
    const filter = filterOf(target, config.forwardFilter);
    const timeoutMs = config.handlerTimeoutMs;
    const secret = config.secrets?.current;
    const forward = createForward({ target, filter, timeoutMs, secret, log });
    return { ...forward, accepts: (it) => !isPublic(target, publicAddress) && forward.accepts(it) };
  });
}

function isReceiver({ url }: ForwardTarget, { port, host, inspectorPort }: Config): boolean {
  return (
    leadsHere(url.href, { port, host }) ||
    (inspectorPort !== undefined && leadsHere(url.href, { port: inspectorPort, host: '127.0.0.1' }))
  );
}

/** Tells whether a target is the receiver's own public address: what is sent there would come again, and again. */
function isPublic({ url }: ForwardTarget, publicAddress: PublicAddressSource): boolean {
  const address = publicAddress.current();
  return address.state === 'open' && new URL(address.url).host === url.host;
}

function filterOf({ filter }: ForwardTarget, usual: string | undefined): DeliveryFilter {
  const text = filter ?? usual ?? '';
  const name = filter === undefined ? 'FORWARD_FILTER' : 'FORWARD_TO';
  const query = Object.fromEntries(new URLSearchParams(text));
  try {
    refuseUnknown(query, []);
    const read = readFilter(query);
    const early = LATER.find((one) => one in read);
    if (early === undefined) return read;
    throw new QueryError(`${early} is not known yet when a delivery arrives`);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new ConfigError([`${name}: ${error.message}`]);
  }
}
