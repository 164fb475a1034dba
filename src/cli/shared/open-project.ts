import { setTimeout as wait } from 'node:timers/promises';
import { createCircleCiApi, type CircleCiApi } from '../../circleci-api/api';
import type { Config } from '../../config/config';
import { CommandError } from '../framework/errors';

/** A project in CircleCI, and the means to change its webhooks. */
export interface Project {
  readonly api: CircleCiApi;
  readonly id: string;
  readonly slug: string;
}

/** Says what is missing to reach the project; undefined if nothing is. */
export function whatIsMissing({ token, project }: Config['circleCi']): string | undefined {
  if (token === undefined) {
    return 'CIRCLECI_TOKEN is not set: make a personal API token at https://app.circleci.com/settings/user/tokens, and put it into .env.';
  }
  if (project === undefined) {
    return 'CIRCLECI_PROJECT is not set: put the address of your project or its repository into .env, as in https://github.com/org/repo.';
  }
  return undefined;
}

/**
 * Finds the project that the configuration names.
 *
 * @param stopping ends what is asked of CircleCI with an AbortError, but for a change that is under way
 * @throws {CommandError} if the configuration does not name one
 * @throws {CircleCiApiError} if CircleCI does not show it
 */
export async function openProject(
  config: Config['circleCi'],
  stopping?: AbortSignal,
): Promise<Project> {
  const { host, token, project } = config;
  if (token === undefined || project === undefined) {
    throw new CommandError(whatIsMissing(config) ?? '');
  }
  const pause = async (ms: number): Promise<void> => wait(ms, undefined, { signal: stopping });
  const api = createCircleCiApi({ host, token, wait: pause, stopping });
  return { api, id: await api.projectId(project), slug: project };
}
