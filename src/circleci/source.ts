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
  readonly revision?: string;
  /** The first line of the commit's message. */
  readonly subject?: string;
  /** The name of the commit's author. */
  readonly author?: string;
}

/** Where texts stand, the surest place first: a path below `pipeline` each. */
type Places = readonly (readonly string[])[];

const VCS = 'vcs';
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
  [...GIT, 'checkout_url'],
];

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
  const first = (places: Places): string | undefined =>
    places.map((place) => textAt(pipeline, ...place)).find((text) => text !== undefined);

  const provider = providerOf(pipeline);
  const repository = first(REPOSITORIES);
  const revision = first(REVISIONS);
  const subject = first(MESSAGES)?.split('\n', 1)[0];
  const author = first(AUTHORS);
  return {
    ...(provider !== undefined && { provider }),
    ...(repository !== undefined && { repositoryUrl: browsable(repository) }),
    ...refOf(pipeline, first(BRANCHES), first(TAGS), first(REFS)),
    ...(revision !== undefined && { revision }),
    ...(subject !== undefined && { subject }),
    ...(author !== undefined && { author }),
  };
}

function providerOf(pipeline: unknown): string | undefined {
  const has = (place: readonly string[]): boolean => isMap(valueAt(pipeline, ...place));
  const named = textAt(pipeline, VCS, 'provider_name');
  if (named !== undefined) return named;
  if (has(GITHUB_APP)) return 'github';
  return has(GITLAB) ? 'gitlab' : undefined;
}

/** git's own way to clone over SSH, as in `git@gitlab.com:group/project.git`, made an address for browsers. */
function browsable(repository: string): string {
  return repository
    .replace(/^(?:ssh:\/\/)?git@([\w.-]+)[:/]/, 'https://$1/')
    .replace(/^(https:\/\/.*)\.git$/, '$1');
}

type Ref = Pick<Source, 'refType' | 'branch' | 'tag'>;

function refOf(
  pipeline: unknown,
  branch: string | undefined,
  tag: string | undefined,
  ref: string | undefined,
): Ref {
  const tagRef = tag ?? [branch, ref].find((name) => name?.startsWith('refs/tags/'));
  if (tagRef !== undefined) return { refType: 'tag', tag: shortRef(tagRef) };
  const name = branch ?? ref;
  if (name !== undefined) return { refType: 'branch', branch: shortRef(name) };
  // A captured tag build of a GitHub OAuth project has `branch: null`, and does not tell the tag.
  return valueAt(pipeline, VCS, 'branch') === null ? { refType: 'tag' } : {};
}

/** https://git-scm.com/docs/git-check-ref-format */
function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
