const VCS_BY_HOST: Readonly<Record<string, string>> = {
  'github.com': 'github',
  'bitbucket.org': 'bitbucket',
};

const VCS_NAMES: Readonly<Record<string, string>> = {
  gh: 'github',
  github: 'github',
  bb: 'bitbucket',
  bitbucket: 'bitbucket',
  circleci: 'circleci',
};

const PART = /^[\w.~-]+$/;

/**
 * Finds a project's slug, as in `github/org/repo` or `circleci/<org id>/<project id>`, in what people have at
 * hand: the slug itself, any address of the project in CircleCI's web app, or the address of its repository
 * on GitHub or Bitbucket.
 *
 * @returns undefined where there is none in it
 */
export function parseProjectSlug(text: string): string | undefined {
  const fromSsh = /^(?:ssh:\/\/)?[\w.-]+@([\w.-]+)[:/](.+)$/.exec(text);
  if (fromSsh) return slugOfRepository(fromSsh[1] ?? '', partsOf(fromSsh[2] ?? ''));
  if (!/^https?:\/\//i.test(text)) return slugOf(partsOf(text), true);
  if (!URL.canParse(text)) return undefined;
  const { hostname, pathname } = new URL(text);
  const parts = partsOf(pathname);
  return slugOfRepository(hostname, parts) ?? slugInPath(parts);
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function slugOf(parts: readonly string[], whole: boolean): string | undefined {
  const [vcs = '', organization = '', project = ''] = parts;
  const name = Object.hasOwn(VCS_NAMES, vcs) ? VCS_NAMES[vcs] : undefined;
  if (name === undefined || !isPart(organization) || !isPart(project)) return undefined;
  return whole && parts.length > 3 ? undefined : `${name}/${organization}/${project}`;
}

function slugOfRepository(host: string, parts: readonly string[]): string | undefined {
  const vcs = VCS_BY_HOST[host.toLowerCase().replace(/^www\./, '')];
  const [organization = '', repository = ''] = parts;
  return vcs === undefined
    ? undefined
    : slugOf([vcs, organization, repository.replace(/\.git$/, '')], true);
}

/** The web app has a project's slug somewhere in its paths, as in `/pipelines/github/org/repo`. */
function slugInPath(parts: readonly string[]): string | undefined {
  for (const start of parts.keys()) {
    const slug = slugOf(parts.slice(start), false);
    if (slug !== undefined) return slug;
  }
  return undefined;
}

function isPart(text: string): boolean {
  return PART.test(text) && !/^\.+$/.test(text);
}
