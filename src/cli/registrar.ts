import { WEBHOOK_EVENTS, type Webhook } from '../circleci/api';
import { whyUnreachable } from '../public-address';
import { isAbortError } from '../lifecycle';
import type { RunningApp } from '../run-app';
import { CommandError, isExplained } from './command';
import type { Project } from './open-project';
import { registerWebhook } from './registration';
import { ownTerminal } from './terminal';

/** Registers the webhook of a running app, and keeps its URL right. */
export interface Registrar {
  readonly register: (url: string) => Promise<void>;
  /** Updates the webhook where the URL is another one now; what goes wrong is logged. */
  readonly follow: (url: string) => void;
  /**
   * Waits for what is under way.
   * @returns the webhook as it is now; undefined where none was registered
   */
  readonly settled: () => Promise<Webhook | undefined>;
}

export function createRegistrar(
  { config, log, stopping }: RunningApp,
  project: Project,
  name: string,
): Registrar {
  let registered: { readonly url: string; readonly webhook: Webhook } | undefined;
  let last = Promise.resolve();

  async function register(url: string): Promise<void> {
    const problem = whyUnreachable(new URL(url), config.circleCi.host);
    if (problem !== undefined)
      throw new CommandError(`CircleCI will not reach ${url}: ${problem}.`);
    const secret = config.secrets?.current ?? '';
    const settings = { name, url, events: WEBHOOK_EVENTS, secret };
    const { webhook, how } = await registerWebhook(
      project,
      settings,
      async () => Promise.resolve(settings),
      async (question) => askOrRefuse(question, stopping),
    );
    registered = { url, webhook };
    log.info(`Webhook ${how} in ${project.slug}: ${name}, to ${url}`);
  }

  async function followTo(url: string): Promise<void> {
    if (url === registered?.url) return;
    try {
      await register(url);
    } catch (error) {
      if (stopping.aborted && isAbortError(error)) return;
      if (!isExplained(error)) throw error;
      log.warn(
        `The webhook does not have the new URL yet: ${error.message} Once that is mended: npm run register`,
      );
    }
  }

  return {
    register,
    follow(url) {
      last = last.then(async () => followTo(url));
    },
    async settled() {
      await last;
      return registered?.webhook;
    },
  };
}

async function askOrRefuse(question: string, stopping: AbortSignal): Promise<boolean> {
  const answer = await ownTerminal(undefined).ask(question, stopping);
  if (answer === undefined) {
    throw new CommandError(
      `${question}\nNo one is here to answer: choose another name, with --name.`,
    );
  }
  return answer;
}
