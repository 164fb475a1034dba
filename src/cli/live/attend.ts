import type { RunningApp } from '../../app/run-app';
import type { Webhook } from '../../circleci-api/api';
import { eventTitle } from '../../circleci/summary';
import { escapeLine } from '../../text/escape';
import type { PublicAddress } from '../../tunnel/public-address';
import type { Values } from '../framework/command';
import { isExplained } from '../framework/errors';
import type { Terminal } from '../framework/terminal';
import { consentOf } from '../shared/consent';
import { openProject } from '../shared/open-project';
import { firstVerified } from './first-verified';
import type { OPTIONS } from './options';
import { createRegistrar } from './registrar';
import { waitForUrl } from './wait-for-url';

/** What of a running app is attended. */
export interface Attended extends Omit<RunningApp, 'app'> {
  readonly app: Pick<RunningApp['app'], 'publicAddress' | 'store' | 'inspectorUrl'>;
}

type Wanted = Values<Omit<typeof OPTIONS, 'name'>>;

/**
 * Registers the webhook of a running app and keeps its URL right, and says when the first delivery has come.
 *
 * At the end it leaves the webhook, or deletes it.
 *
 * @throws {CommandError} if there is no public URL, or no consent
 * @throws {CircleCiApiError} if CircleCI does not do what it is asked
 */
export async function attend(
  running: Attended,
  name: string,
  wanted: Wanted,
  terminal: Terminal,
): Promise<void> {
  const { app, config, stopping, stopped } = running;
  const url = await waitForUrl(app.publicAddress, stopping);
  if (url === undefined) return;

  const project = await openProject(config.circleCi, stopping);
  const consent = consentOf(terminal, 'choose another name, with --name', stopping);
  const registrar = createRegistrar(running, project, name, consent);
  await registrar.register(url);
  if (!stopping.aborted) announceFirst(running);
  const follow = (address: PublicAddress): void => {
    if (address.state === 'open') registrar.follow(address.url);
  };
  const { events, current } = app.publicAddress;
  events.on('change', follow);
  follow(current()); // it may have changed while it was being registered

  await stopped;
  events.off('change', follow);
  const webhook = await registrar.settled();
  if (webhook !== undefined) await finish(running, webhook, wanted, terminal);
}

function announceFirst({ app, log, stopping }: Attended): void {
  log.info('Press Test Ping Event in Project Settings > Webhooks of CircleCI, or push a commit.');
  const { store, inspectorUrl } = app;
  if (store === undefined) {
    log.info(
      'It works once a delivery shows below with a valid signature: nothing is kept to tell by.',
    );
    return;
  }
  const onError = (error: unknown): void => {
    log.error('The deliveries could not be looked at.', error);
  };
  firstVerified(store, stopping, onError).then((first) => {
    if (first === undefined) return;
    const { id, event } = first;
    const what = event === undefined ? 'a delivery' : `a delivery (${eventTitle(event)})`;
    const where =
      inspectorUrl === undefined ? 'It is above.' : `See ${inspectorUrl}/deliveries/${id}`;
    log.info(`It works: ${what} came through the tunnel, and its signature is valid. ${where}`);
  }, onError);
}

async function finish(
  { config, log, stopped }: Attended,
  webhook: Webhook,
  wanted: Wanted,
  { ask }: Terminal,
): Promise<void> {
  // Only who presses Ctrl-C is there to answer.
  const asks = (await stopped) === 'SIGINT' && wanted.keep !== true && wanted.delete !== true;
  const name = escapeLine(webhook.name);
  const question = `Delete the webhook ${name} from CircleCI?`;
  const isUnwanted = wanted.delete === true || (asks && (await ask(question)) === true);
  if (!isUnwanted) {
    const url = escapeLine(webhook.url);
    log.info(
      `The webhook ${name} stays in CircleCI, with the URL ${url}; the next run updates it.`,
    );
    return;
  }
  try {
    const { api } = await openProject(config.circleCi);
    await api.deleteWebhook(webhook.id);
    log.info(`The webhook ${name} is deleted.`);
  } catch (error) {
    if (!isExplained(error)) throw error;
    log.warn(`The webhook ${name} is not deleted: ${error.message}`);
  }
}
