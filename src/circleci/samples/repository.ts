import type { Provider } from './settings';
import { lastingId, slugPart } from './ids';

/** A project as events name it, and the repository behind it. */
export interface RepositorySample {
  readonly owner: string;
  readonly name: string;
  readonly slug: string;
  readonly projectId: string;
  readonly organizationId: string;
  /** For people, as in `https://github.com/example/shop`. */
  readonly webUrl: string;
}

const HOSTS: Readonly<Record<Provider, string>> = {
  github: 'github.com',
  'github-app': 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
  'bitbucket-dc': 'bitbucket.example.com',
};

/** Makes the repository of a project, which is given as `name` or `organization/name`. */
export function repositoryOf(provider: Provider, project: string): RepositorySample {
  const slash = project.lastIndexOf('/');
  const owner = slash > 0 ? project.slice(0, slash) : 'example';
  const name = project.slice(slash + 1);
  const full = `${owner}/${name}`;
  const projectId = lastingId(`${provider} project`, full);
  const organizationId = lastingId(`${provider} organization`, owner);
  const slug =
    provider === 'github' || provider === 'bitbucket'
      ? `${provider}/${full}`
      : `circleci/${slugPart(organizationId)}/${slugPart(projectId)}`;
  return {
    ...{ owner, name, slug, projectId, organizationId },
    webUrl: `https://${HOSTS[provider]}/${full}`,
  };
}
