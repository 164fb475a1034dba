import type { Log } from './log/log';
import { whyUnreachable, type PublicAddress, type PublicAddressSource } from './public-address';

/**
 * Logs what becomes known of the public address, now and whenever it changes.
 *
 * @param isOptional whether the receiver goes on where there is never a tunnel
 */
export function announceAddress(
  source: PublicAddressSource,
  circleCiUrl: URL,
  log: Log,
  isOptional: boolean,
): void {
  let lastUrl: string | undefined;
  const announce = (address: PublicAddress): void => {
    const endsAll = address.state === 'failed' && !isOptional && lastUrl === undefined;
    if (!endsAll) tell(address, lastUrl, circleCiUrl, log);
    if (address.state === 'open') lastUrl = address.url;
  };
  announce(source.current());
  source.onChange(announce);
}

function tell(
  address: PublicAddress,
  lastUrl: string | undefined,
  circleCiUrl: URL,
  log: Log,
): void {
  switch (address.state) {
    case 'open':
      tellUrl(address.url, lastUrl, circleCiUrl, log);
      break;
    case 'lost':
      log.warn(`${address.url} does not lead here any more: its tunnel is gone.`);
      break;
    case 'failed':
      log.warn(`${address.problem} The receiver goes on, for this machine alone.`);
      break;
    case 'opening':
    case 'unknown':
      break;
  }
}

function tellUrl(url: string, lastUrl: string | undefined, circleCiUrl: URL, log: Log): void {
  const isBack = lastUrl === url;
  const isOther = lastUrl !== undefined && !isBack;
  log.info(isBack ? `${url} leads here again.` : `Receiver URL   ${url}`);
  const problem = whyUnreachable(new URL(url), circleCiUrl);
  if (problem !== undefined) log.warn(`CircleCI will not reach ${url}: ${problem}.`);
  else if (isOther) log.warn('It has changed: the webhook needs the new one (npm run register).');
}
