import { isMap, textAt, valueAt } from './read';

/** What of a repository an event is about. What is not told is absent. */
export interface Source {
  /** As in `github`, `bitbucket` or `gitlab`. */
  readonly provider?: string;
  /** For browsers, where it can be told. */
  readonly repositoryUrl?: string;
  /** Whether a branch or a tag was built; a tag build does not always tell which tag. */
  readonly refType?: 'branch' | 'tag';
  readonly branch?: string;
  readonly tag?: string;
  /** The number of the pull or merge request, where the branch or a ref is named after it. */
  readonly pull?: number;
  readonly revision?: string;
  /** The first line of the commit's message. */
  readonly subject?: string;
  /** The name of the commit's author. */
  readonly author?: string;
}

/** Where texts stand, the surest place first: a path below `pipeline` each. */
type Places = readonly (readonly string[])[];

const VCS = 'vcs';
const CIRCLECI = ['trigger_parameters', 'circleci'] as const;
const GIT = ['trigger_parameters', 'git'] as const;
const GITLAB = ['trigger_parameters', 'gitlab'] as const;
const GITHUB_APP = ['trigger_parameters', 'github_app'] as const;

const BRANCHES: Places = [
  [VCS, 'branch'],
  [...GIT, 'branch'],
  [...GITHUB_APP, 'branch'],
  [...GITLAB, 'branch'],
];
const TAGS: Places = [
  [VCS, 'tag'],
  [...GIT, 'tag'],
  [...GITLAB, 'tag'],
];
const REFS: Places = [
  [...GIT, 'ref'],
  [...GITHUB_APP, 'full_ref'],
  [...GITHUB_APP, 'ref'],
  [...GITLAB, 'ref'],
];
const REVISIONS: Places = [
  [VCS, 'revision'],
  [...GIT, 'checkout_sha'],
  [...GITHUB_APP, 'commit_sha'],
  [...GITLAB, 'commit_sha'],
];
const MESSAGES: Places = [
  [VCS, 'commit', 'subject'],
  [...GITHUB_APP, 'commit_title'],
  [...GITLAB, 'commit_title'],
  [...GIT, 'commit_message'],
];
const AUTHORS: Places = [
  [VCS, 'commit', 'author', 'name'],
  [...GITHUB_APP, 'commit_author_name'],
  [...GITLAB, 'commit_author_name'],
  [...GIT, 'commit_author_name'],
  [...GIT, 'author_login'],
];
const REPOSITORIES: Places = [
  [VCS, 'target_repository_url'],
  [VCS, 'origin_repository_url'],
  [...GITHUB_APP, 'repo_url'],
  [...GITLAB, 'web_url'],
  [...GITLAB, 'repo_url'],
  [...GIT, 'repo_url'],
  [...GIT, 'checkout_url'],
];

const PROVIDERS_BY_TRIGGER: ReadonlyMap<string, string> = new Map([
  ['github_app', 'github'],
  ['gitlab', 'gitlab'],
]);
const PROVIDERS_BY_HOST: ReadonlyMap<string, string> = new Map([
  ['bitbucket.org', 'bitbucket'],
  ['github.com', 'github'],
  ['gitlab.com', 'gitlab'],
]);

/** As a provider names the ref of a pull or merge request, or CircleCI the branch of one from a fork: `pull/12`. */
const PULL = /^(?:refs\/)?(?:pull|merge-requests)\/(\d{1,15})(?:\/|$)/;

/**
 * Finds repository, branch or tag, commit and author of an event, the same way for every kind of project:
 * GitHub OAuth and Bitbucket have them in `pipeline.vcs`, GitLab and the GitHub App in maps of
 * `pipeline.trigger_parameters`. Empty texts and null count as absent.
 *
 * @param event parsed by `parseEvent`, or as it came
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 */
export function sourceOf(event: unknown): Source {
  const pipeline = valueAt(event, 'pipeline');
  const all = (places: Places): string[] =>
    places.map((place) => textAt(pipeline, ...place)).filter((text) => text !== undefined);

  const [address] = all(REPOSITORIES);
  const repository = address === undefined ? undefined : browsable(address);
  const provider = providerOf(pipeline, repository);
  const [revision] = all(REVISIONS);
  const subject = all(MESSAGES)[0]?.split('\n', 1)[0];
  const [author] = all(AUTHORS);
  return {
    ...(provider !== undefined && { provider }),
    ...(repository !== undefined && { repositoryUrl: repository }),
    ...refOf(pipeline, all(TAGS), [...all(BRANCHES), ...all(REFS)]),
    ...(revision !== undefined && { revision }),
    ...(subject !== undefined && { subject }),
    ...(author !== undefined && { author }),
  };
}

/** The map `gitlab` comes last: the GitHub App is documented to have it too. */
function providerOf(pipeline: unknown, repository: string | undefined): string | undefined {
  const has = (place: readonly string[]): boolean => isMap(valueAt(pipeline, ...place));
  const trigger = textAt(pipeline, ...CIRCLECI, 'trigger_type') ?? '';
  return (
    textAt(pipeline, VCS, 'provider_name') ??
    PROVIDERS_BY_TRIGGER.get(trigger) ??
    (has(GITHUB_APP) ? 'github' : undefined) ??
    PROVIDERS_BY_HOST.get(hostOf(repository)) ??
    (has(GITLAB) ? 'gitlab' : undefined)
  );
}

/** git's own ways to clone over SSH, as in `git@gitlab.com:group/project.git`, made an address for browsers. */
function browsable(repository: string): string {
  return repository
    .replace(/^ssh:\/\/git@([\w.-]+)(?::\d+)?\//, 'https://$1/')
    .replace(/^git@([\w.-]+)[:/]/, 'https://$1/')
    .replace(/^(https:\/\/.*)\.git$/, '$1');
}

function hostOf(url = ''): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

type Ref = Pick<Source, 'refType' | 'branch' | 'tag' | 'pull'>;

/** @param names of branches and refs, the surest first: any of them may be the one that shows what it is */
function refOf(pipeline: unknown, tags: readonly string[], names: readonly string[]): Ref {
  const tag = [...tags, ...names.filter((name) => name.startsWith('refs/tags/'))][0];
  if (tag !== undefined) return { refType: 'tag', tag: shortRef(tag) };
  const [branch] = names;
  const pull = names.map((name) => PULL.exec(name)?.[1]).find((number) => number !== undefined);
  if (branch !== undefined) {
    return {
      ...{ refType: 'branch', branch: shortRef(branch) },
      ...(pull !== undefined && { pull: Number(pull) }),
    };
  }
  // A captured tag build of a GitHub OAuth project has `branch: null`, and does not tell the tag.
  return valueAt(pipeline, VCS, 'branch') === null ? { refType: 'tag' } : {};
}

/** https://git-scm.com/docs/git-check-ref-format */
function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
