import type { Config } from './config';

/** Says what is missing to reach a project in CircleCI; undefined if nothing is. */
export function whatIsMissing({
  token,
  projects,
}: Pick<Config['circleCi'], 'token' | 'projects'>): string | undefined {
  if (token === undefined) {
    return 'CIRCLECI_TOKEN is not set: make a personal API token at https://app.circleci.com/settings/user/tokens, and put it into .env.';
  }
  if (projects.length === 0) {
    return 'CIRCLECI_PROJECT is not set: put the address of your project or its repository into .env, as in https://github.com/org/repo.';
  }
  return undefined;
}
