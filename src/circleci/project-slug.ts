/** Both have a second name, by which Git gets through firewalls: SSH on port 443. */
const VCS_BY_HOST: Readonly<Record<string, string>> = {
  'github.com': 'github',
  'ssh.github.com': 'github',
  'bitbucket.org': 'bitbucket',
  'altssh.bitbucket.org': 'bitbucket',
};

const VCS_NAMES: Readonly<Record<string, string>> = {
  gh: 'github',
  github: 'github',
  bb: 'bitbucket',
  bitbucket: 'bitbucket',
  circleci: 'circleci',
};

const PART = /^[\w.~-]+$/;

/** After these, the web app's paths have an organization: the third part behind it is no project. */
const ORGANIZATION_PAGES = new Set(['organization', 'plan']);

/**
 * Finds a project's slug, as in `github/org/repo` or `circleci/<org id>/<project id>`, in what people have at
 * hand: the slug itself, any address of the project in CircleCI's web app, or the address of its repository
 * on GitHub or Bitbucket.
 *
 * @returns undefined if there is none in it
 */
export function parseProjectSlug(text: string): string | undefined {
  const likeScp = /^[\w.-]+@([\w.-]+):(.+)$/.exec(text);
  if (likeScp) return slugOfRepository(likeScp[1] ?? '', partsOf(likeScp[2] ?? ''));
  return slugOf(partsOf(text), true) ?? slugOfAddress(text);
}

/**
 * Finds the slugs of several projects, with spaces or commas between them.
 *
 * @returns undefined if one of them is none
 */
export function parseProjectSlugs(text: string): readonly string[] | undefined {
  const slugs = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(parseProjectSlug);
  const known = slugs.filter((slug) => slug !== undefined);
  return known.length === slugs.length ? [...new Set(known)] : undefined;
}

/** Reads an address whose scheme may be missing, as when it was copied from a browser's address bar. */
function slugOfAddress(text: string): string | undefined {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { hostname, pathname } = new URL(address);
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

/** Finds a project's slug in a path of the web app, as in `/pipelines/github/org/repo`. */
function slugInPath(parts: readonly string[]): string | undefined {
  for (const start of parts.keys()) {
    if (ORGANIZATION_PAGES.has(parts[start - 1] ?? '')) continue;
    const slug = slugOf(parts.slice(start), false);
    if (slug !== undefined) return slug;
  }
  return undefined;
}

function isPart(text: string): boolean {
  return PART.test(text) && !/^\.+$/.test(text);
}
