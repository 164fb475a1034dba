import { setTimeout as wait } from 'node:timers/promises';
import { createCircleCiApi, type CircleCiApi } from '../../circleci-api/api';
import type { Config } from '../../config/config';
import { whatIsMissing } from '../../config/what-is-missing';
import { CommandError } from '../framework/errors';

/** A project in CircleCI, and the means to change its webhooks. */
export interface Project {
  readonly api: CircleCiApi;
  readonly id: string;
  readonly slug: string;
}

/**
 * Finds the project that the configuration names, the first of several.
 *
 * @param stopping ends what is asked of CircleCI with an AbortError, but for a change that is under way
 * @throws {CommandError} if the configuration does not name one
 * @throws {CircleCiApiError} if CircleCI does not show it
 */
export async function openProject(
  config: Config['circleCi'],
  stopping?: AbortSignal,
): Promise<Project> {
  const { host, token } = config;
  const [project] = config.projects;
  if (token === undefined || project === undefined) {
    throw new CommandError(whatIsMissing(config) ?? '');
  }
  const pause = async (ms: number): Promise<void> => wait(ms, undefined, { signal: stopping });
  const api = createCircleCiApi({ host, token, wait: pause, stopping });
  return { api, id: await api.projectId(project), slug: project };
}
