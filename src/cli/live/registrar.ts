import { COMPLETED_TYPES } from '../../circleci/event-types';
import type { Webhook } from '../../circleci-api/api';
import { CircleCiApiError } from '../../circleci-api/api-error';
import { isAbortError } from '../../text/is-abort-error';
import type { RunningApp } from '../../app/run-app';
import { isExplained } from '../framework/errors';
import type { Project } from '../shared/open-project';
import { registerWebhook, type Consent } from '../shared/registration';
import { requireReachable } from '../shared/require-reachable';

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 5 * 60_000;

/** Registers the webhook of a running app, and keeps its URL right. */
export interface Registrar {
  readonly register: (url: string) => Promise<void>;
  /** Updates the webhook if the URL is another one now, trying until it is done; logs what goes wrong. */
  readonly follow: (url: string) => void;
  /**
   * Waits for what is under way, and tries nothing any more.
   * @returns the webhook as it is now; undefined if none was registered
   */
  readonly settled: () => Promise<Webhook | undefined>;
}

export function createRegistrar(
  { config, log, stopping }: Pick<RunningApp, 'config' | 'log' | 'stopping'>,
  project: Project,
  name: string,
  consent: Consent,
  firstDelayMs = FIRST_DELAY_MS,
): Registrar {
  let registered: Webhook | undefined;
  let registeredUrl: string | undefined;
  let last = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;

  async function register(url: string): Promise<void> {
    requireReachable(url, config);
    const secret = config.secrets?.current ?? '';
    const settings = { name, url, events: COMPLETED_TYPES, secret };
    registeredUrl = undefined; // if no answer comes, it may have the old one or the new one
    const { webhook, how, warnings } = await registerWebhook(
      project,
      settings,
      async () => Promise.resolve(settings),
      consent,
    );
    registered = webhook;
    registeredUrl = url;
    log.info(`Webhook ${how} in ${project.slug}: ${name}, to ${url}`);
    for (const warning of warnings) log.warn(warning);
  }

  function follow(url: string, delayMs = firstDelayMs): void {
    last = last.then(async () => update(url, delayMs));
  }

  async function update(url: string, delayMs: number): Promise<void> {
    clearTimeout(retry);
    if (url === registeredUrl) return;
    try {
      await register(url);
    } catch (error) {
      if (stopping.aborted && isAbortError(error)) return;
      if (!isExplained(error)) throw error;
      const isPassing = error instanceof CircleCiApiError;
      const next = isPassing
        ? `It is tried again in ${Math.ceil(delayMs / 1_000)} s.`
        : 'Once that is mended: npm run register';
      log.warn(`The webhook does not have the new URL yet: ${error.message} ${next}`);
      if (isPassing) retry = setTimeout(follow, delayMs, url, Math.min(2 * delayMs, MAX_DELAY_MS));
    }
  }

  return {
    register,
    follow,
    async settled() {
      await last;
      clearTimeout(retry);
      return registered;
    },
  };
}
