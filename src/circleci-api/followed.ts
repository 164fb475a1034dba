import { z } from 'zod';
import type { ApiAccess } from './api-request';
import { createAsk } from './ask';

const projectsSchema = z.array(
  z.looseObject({
    vcs_type: z.string().catch(''),
    username: z.string().catch(''),
    reponame: z.string().catch(''),
    vcs_url: z.string().catch(''),
  }),
);

/**
 * Lists the slugs of the projects of an organization that the token's owner follows: CircleCI's API tells of no others.
 *
 * @param organization as in `github/acme`
 * @throws {CircleCiApiError}
 */
export async function followedProjects(organization: string, access: ApiAccess): Promise<string[]> {
  const ask = createAsk(access);
  const projects = await ask(projectsSchema, {
    ...{ method: 'GET', version: 'v1.1', path: '/projects' },
  });
  return projects.map(slugOf).filter((slug) => slug.startsWith(`${organization}/`));
}

/** Gives a slug as other parts of the API have it. Without a repository of its own, a project has ids for names. */
function slugOf(project: z.output<typeof projectsSchema>[number]): string {
  const [, ids] = /^\/\/circleci\.com\/([\w-]+\/[\w-]+)$/.exec(project.vcs_url) ?? [];
  if (ids !== undefined) return `circleci/${ids}`;
  return `${project.vcs_type}/${project.username}/${project.reponame}`;
}
