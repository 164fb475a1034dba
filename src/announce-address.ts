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
  let before: PublicAddress = { state: 'unknown' };
  let wasOpen = false;
  const announce = (address: PublicAddress): void => {
    const endsAll = address.state === 'failed' && !isOptional && !wasOpen;
    if (!endsAll) tell(address, before, circleCiUrl, log);
    before = address;
    wasOpen ||= address.state === 'open';
  };
  announce(source.current());
  source.onChange(announce);
}

function tell(address: PublicAddress, before: PublicAddress, circleCiUrl: URL, log: Log): void {
  switch (address.state) {
    case 'open':
      tellUrl(address.url, before, circleCiUrl, log);
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

function tellUrl(url: string, before: PublicAddress, circleCiUrl: URL, log: Log): void {
  const isBack = before.state === 'lost' && before.url === url;
  const isOther = 'url' in before && before.url !== url;
  log.info(isBack ? `${url} leads here again.` : `Receiver URL   ${url}`);
  const problem = whyUnreachable(new URL(url), circleCiUrl);
  if (problem !== undefined) log.warn(`CircleCI will not reach ${url}: ${problem}.`);
  else if (isOther) log.warn('It has changed: the webhook needs the new one (npm run register).');
}
