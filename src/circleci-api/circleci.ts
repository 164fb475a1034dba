import { setTimeout as wait } from 'node:timers/promises';
import { failedRunOf } from '../circleci/failed-run';
import type { Actions } from './actions';
import { CircleCiApiError } from './api-error';
import type { ApiAccess } from './api-request';
import type { Failure } from './failures';

/** What CircleCI's API is asked and told. All of it throws CircleCiApiError. */
export interface CircleCi extends Actions {
  /**
   * Reads why the workflow or the job of an event failed: which jobs, the end of what their steps wrote, their tests.
   *
   * @param event parsed from JSON
   * @returns one without jobs if it did not fail
   */
  readonly failureOf: (event: unknown) => Promise<Failure>;
}

export interface CircleCiOptions {
  /** A personal API token; without one, whatever is asked throws. */
  readonly token: string | undefined;
  /** Of CircleCI; `https://circleci.com` unless given. */
  readonly host?: string;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/** What to do if there is no token. */
export const NO_TOKEN =
  'To ask CircleCI, set CIRCLECI_TOKEN in .env to a personal API token from https://app.circleci.com/settings/user/tokens, and restart.';

/** All questions on one failure together. */
const READING_TIMEOUT_MS = 45_000;
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Makes what asks CircleCI's API. What does that is loaded when it is first used.
 *
 * @example
 * const circleci = createCircleCi({ token: process.env.CIRCLECI_TOKEN });
 * const { workflowId } = await circleci.rerun('a3b1…', { fromFailed: true });
 * console.log(workflowId);
 */
export function createCircleCi(options: CircleCiOptions): CircleCi {
  const { host = 'https://circleci.com', token, signal } = options;

  function access(stopping = signal): ApiAccess {
    if (token === undefined || token === '') throw new CircleCiApiError(NO_TOKEN, 'no-token');
    return {
      ...{ host: new URL(host), token, stopping, timeoutMs: REQUEST_TIMEOUT_MS },
      wait: async (milliseconds) => wait(milliseconds, undefined, stopping && { signal: stopping }),
    };
  }

  async function actions(): Promise<Actions> {
    const given = access();
    return (await import('./actions')).createActions(given);
  }

  return {
    rerun: async (...given) => (await actions()).rerun(...given),
    cancel: async (...given) => (await actions()).cancel(...given),
    approve: async (...given) => (await actions()).approve(...given),
    trigger: async (...given) => (await actions()).trigger(...given),
    async failureOf(event) {
      const run = failedRunOf(event);
      if (run === undefined) {
        return { readAt: new Date().toISOString(), jobs: [], notes: ['It did not fail.'] };
      }
      const timeout = AbortSignal.timeout(READING_TIMEOUT_MS);
      const given = access(signal === undefined ? timeout : AbortSignal.any([timeout, signal]));
      try {
        return await (await import('./failures')).createFailureReader(given)(run);
      } catch (error) {
        if (!timeout.aborted) throw error;
        const seconds = READING_TIMEOUT_MS / 1_000;
        throw new CircleCiApiError(
          `CircleCI did not tell all within ${seconds} s: try again later.`,
          'no-answer',
          { cause: error },
        );
      }
    },
  };
}
