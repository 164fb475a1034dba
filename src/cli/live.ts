import '../config/require-node';
import type { Webhook } from '../circleci-api/api';
import { loadConfig, type LoadedConfig } from '../config/config';
import { eventTitle } from '../circleci/summary';
import { escapeLine } from '../text/escape';
import type { StopSignal } from '../app/lifecycle';
import type { PublicAddress } from '../tunnel/public-address';
import { runApp, type RunningApp } from '../app/run-app';
import { askAgent } from '../tunnel/agent';
import { CommandError, isExplained, UsageError, type Values } from './command';
import { ensureSecret } from './ensure-secret';
import { whyNoUrl } from './find-url';
import { onFirstVerified } from './first-verified';
import { openProject, whatIsMissing } from './open-project';
import { createRegistrar } from './registrar';
import { defaultName } from './registration';
import { runUntilEnd } from './run-until-end';
import { ownTerminal } from './terminal';
import { waitForUrl } from './wait-for-url';

const USAGE = `Usage: npm run live -- [options]

Starts the receiver, has a tunnel lead to it, registers the webhook in CircleCI, and waits for the
first delivery. The tunnel is that of a running ngrok agent (ngrok http 3000) or, with NGROK_AUTHTOKEN,
the app's own. Needs CIRCLECI_TOKEN and CIRCLECI_PROJECT, in .env or the environment.

  --name NAME      name of the webhook, by which it is known again (${defaultName()})
  --keep           leave the webhook in CircleCI at the end
  --delete         delete it at the end; without either, it asks after Ctrl-C on a terminal, and keeps it
                   otherwise
  -h, --help       show this

Exit code: 0 stopped by Ctrl-C, SIGTERM or SIGHUP, 1 not done, 2 wrong usage.
`;

const OPTIONS = {
  name: { type: 'string' },
  keep: { type: 'boolean' },
  delete: { type: 'boolean' },
} as const;

type LiveValues = Values<typeof OPTIONS>;

/** The configuration, with a secret and a tunnel. */
async function loadForLive(): Promise<LoadedConfig> {
  const { config, warnings, sources } = loadConfig();
  const missing = whatIsMissing(config.circleCi);
  if (missing !== undefined) throw new CommandError(missing);

  const { tunnel, port } = config;
  const finding =
    tunnel.agentApi === undefined
      ? ({ found: 'no-agent' } as const)
      : await askAgent(tunnel.agentApi, config);
  const hasAgent = finding.found === 'endpoint';
  if (!hasAgent && tunnel.authtoken === undefined) {
    throw new CommandError(
      whyNoUrl(finding, port, 'set NGROK_AUTHTOKEN in .env, for a tunnel of its own'),
    );
  }
  const { secrets, isNew } = await ensureSecret(config);
  const made = isNew
    ? [`CIRCLECI_WEBHOOK_SECRET was not set: it is made now and in ${sources.envFile}.`]
    : [];
  return {
    config: { ...config, secrets, tunnel: { ...tunnel, own: !hasAgent } },
    warnings: [...made, ...warnings],
    sources,
  };
}

async function attend(
  running: RunningApp,
  values: LiveValues,
): Promise<(signal: StopSignal) => Promise<void>> {
  const { app, config, stopping } = running;
  const url = await waitForUrl(app.publicAddress, stopping);
  if (url === undefined) return async () => Promise.resolve();

  const project = await openProject(config.circleCi, stopping);
  const registrar = createRegistrar(running, project, values.name ?? defaultName());
  await registrar.register(url);
  const stopWaiting = stopping.aborted ? undefined : announceFirst(running);
  const follow = (address: PublicAddress): void => {
    if (address.state === 'open') registrar.follow(address.url);
  };
  const stopFollowing = app.publicAddress.onChange(follow);
  follow(app.publicAddress.current()); // it may have changed while it was being registered
  return async (signal) => {
    stopFollowing();
    stopWaiting?.();
    const webhook = await registrar.settled();
    if (webhook !== undefined) await finish(running, webhook, values, signal);
  };
}

function announceFirst({ app, log }: RunningApp): () => void {
  log.info('Press Test Ping Event in Project Settings > Webhooks of CircleCI, or push a commit.');
  const { store, inspectorUrl } = app;
  if (store === undefined) {
    log.info(
      'It works once a delivery shows below with a valid signature: nothing is kept to tell by.',
    );
    return () => undefined;
  }
  return onFirstVerified(
    store,
    ({ id, event }) => {
      const what = event === undefined ? 'a delivery' : `a delivery (${eventTitle(event)})`;
      const where =
        inspectorUrl === undefined ? 'It is above.' : `See ${inspectorUrl}/deliveries/${id}`;
      log.info(`It works: ${what} came through the tunnel, and its signature is valid. ${where}`);
    },
    (error) => {
      log.error('The deliveries could not be looked at.', error);
    },
  );
}

async function finish(
  { config, log }: RunningApp,
  webhook: Webhook,
  values: LiveValues,
  signal: StopSignal,
): Promise<void> {
  // Only who presses Ctrl-C is there to answer.
  const asks = signal === 'SIGINT' && values.keep !== true && values.delete !== true;
  const name = escapeLine(webhook.name);
  const question = `Delete the webhook ${name} from CircleCI?`;
  const isUnwanted =
    values.delete === true || (asks && (await ownTerminal(undefined).ask(question)) === true);
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

runUntilEnd({ usage: USAGE, options: OPTIONS }, async (values) => {
  if (values.keep === true && values.delete === true) {
    throw new UsageError('--keep and --delete exclude each other.');
  }
  if (values.name?.trim() === '') throw new UsageError('--name is empty.');
  await runApp({
    load: loadForLive,
    steps: false,
    attend: async (running) => attend(running, values),
  });
});
