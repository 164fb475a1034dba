import { runApp, type RunningApp } from '../../app/run-app';
import type { StopSignal } from '../../app/lifecycle';
import type { Webhook } from '../../circleci-api/api';
import { eventTitle } from '../../circleci/summary';
import { loadConfig, type LoadedConfig, type VariableSources } from '../../config/config';
import { escapeLine } from '../../text/escape';
import { askAgent } from '../../tunnel/agent';
import type { PublicAddress } from '../../tunnel/public-address';
import type { CommandContext, Values } from '../framework/command';
import { CommandError, EXIT, fail, isExplained } from '../framework/errors';
import type { Terminal } from '../framework/terminal';
import { consentOf } from '../shared/consent';
import { ensureSecret } from '../shared/ensure-secret';
import { whyNoUrl } from '../shared/find-url';
import { openProject, whatIsMissing } from '../shared/open-project';
import { webhookName } from '../shared/webhook-name';
import { onFirstVerified } from './first-verified';
import type { OPTIONS } from './options';
import { createRegistrar } from './registrar';
import { waitForUrl } from './wait-for-url';

type LiveValues = Values<typeof OPTIONS>;

/** Runs the receiver with a tunnel and a webhook until a signal ends it. */
export async function live(values: LiveValues, context: CommandContext): Promise<number> {
  if (values.keep === true && values.delete === true) {
    fail('--keep and --delete exclude each other.');
  }
  const name = webhookName(values.name);
  await runApp({
    load: async () => loadForLive(context),
    steps: false,
    attend: async (running) => attend(running, { ...values, name }, context.terminal),
  });
  return EXIT.done;
}

/** Loads the configuration, and sees to a secret and a tunnel. */
async function loadForLive(sources: VariableSources): Promise<LoadedConfig> {
  const { config, ...loaded } = loadConfig(sources);
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
  const { secrets, isNew } = await ensureSecret(config, sources);
  const made = isNew
    ? [`CIRCLECI_WEBHOOK_SECRET was not set: it is made now and in ${sources.envFile}.`]
    : [];
  return {
    ...loaded,
    config: { ...config, secrets, tunnel: { ...tunnel, own: !hasAgent } },
    warnings: [...made, ...loaded.warnings],
  };
}

async function attend(
  running: RunningApp,
  values: LiveValues & { readonly name: string },
  terminal: Terminal,
): Promise<(signal: StopSignal) => Promise<void>> {
  const { app, config, stopping } = running;
  const url = await waitForUrl(app.publicAddress, stopping);
  if (url === undefined) return async () => Promise.resolve();

  const project = await openProject(config.circleCi, stopping);
  const consent = consentOf(terminal, 'choose another name, with --name', stopping);
  const registrar = createRegistrar(running, project, values.name, consent);
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
    if (webhook !== undefined) await finish(running, webhook, values, signal, terminal);
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
  { ask }: Terminal,
): Promise<void> {
  // Only who presses Ctrl-C is there to answer.
  const asks = signal === 'SIGINT' && values.keep !== true && values.delete !== true;
  const name = escapeLine(webhook.name);
  const question = `Delete the webhook ${name} from CircleCI?`;
  const isUnwanted = values.delete === true || (asks && (await ask(question)) === true);
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
