import type { Config } from '../config/config';
import type { Log } from '../log/log';
import {
  whyUnreachable,
  type PublicAddress,
  type PublicAddressSource,
} from '../tunnel/public-address';

/**
 * Logs what becomes known of the public address, now and whenever it changes.
 *
 * @param isAttended whether something else registers the URL, and ends the receiver where there is none
 */
export function announceAddress(
  source: PublicAddressSource,
  { circleCi, secrets }: Pick<Config, 'circleCi' | 'secrets'>,
  log: Log,
  isAttended: boolean,
): void {
  let lastUrl: string | undefined;
  let isExplained = isAttended;

  function tellUrl(url: string): void {
    const isBack = lastUrl === url;
    const isOther = lastUrl !== undefined && !isBack;
    lastUrl = url;
    log.info(isBack ? `${url} leads here again.` : `Receiver URL   ${url}`);
    const problem = whyUnreachable(new URL(url), circleCi.host);
    if (problem !== undefined) {
      log.warn(`CircleCI will not reach ${url}: ${problem}.`);
    } else if (!isExplained) {
      isExplained = true;
      log.info(whatToEnter(secrets !== undefined).split('\n'));
    } else if (isOther && !isAttended) {
      log.warn('It has changed: the webhook needs the new one (npm run register).');
    }
  }

  const announce = (address: PublicAddress): void => {
    switch (address.state) {
      case 'open':
        tellUrl(address.url);
        break;
      case 'lost':
        log.warn(`${address.url} does not lead here any more: its tunnel is gone.`);
        break;
      case 'failed':
        if (isAttended && lastUrl === undefined) break; // the end says it
        log.warn(`${address.problem} The receiver goes on, for this machine alone.`);
        break;
      case 'opening':
      case 'unknown':
        break;
    }
  };
  announce(source.current());
  source.onChange(announce);
}

function whatToEnter(hasSecret: boolean): string {
  const secret = hasSecret
    ? 'as Secret token the same as CIRCLECI_WEBHOOK_SECRET'
    : 'no Secret token';
  return `CircleCI can reach it. To enter in Project Settings > Webhooks, beside it:
  Certificate verification on; ${secret};
  the events Workflow Completed, Job Completed, or both. Or: npm run register`;
}
