import { ADD_WEBHOOK, webhookForm } from '../circleci/add-webhook';
import type { Config } from '../config/config';
import type { Log } from '../log/log';
import type { PublicAddress, PublicAddressSource } from '../tunnel/public-address';
import { REACHABLE_BY_FORM, whyUnreachable } from '../tunnel/reach';

/**
 * Logs what becomes known of the public address, now and whenever it changes.
 *
 * @param isAttended whether something else registers the URL, and ends the receiver if there is none
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
    const problem = whyUnreachable(url, circleCi.host);
    if (problem !== undefined) {
      log.warn(problem);
    } else if (!isExplained) {
      isExplained = true;
      log.info(whatToEnter(url, secrets !== undefined));
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
  source.events.on('change', announce);
}

function whatToEnter(url: string, hasSecret: boolean): string[] {
  const fields = webhookForm(url, hasSecret).map(([name, value]) => `  ${name.padEnd(26)}${value}`);
  return [
    REACHABLE_BY_FORM,
    `To enter in ${ADD_WEBHOOK} of CircleCI, which npm run register does too:`,
    ...fields,
  ];
}
