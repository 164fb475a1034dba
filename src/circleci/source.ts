import { defined, isMap, textIn, valueIn } from './read';

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

/** The maps of a pipeline in which CircleCI tells of its source; what is missing is undefined. */
interface Maps {
  readonly vcs: unknown;
  readonly circleci: unknown;
  readonly git: unknown;
  readonly gitlab: unknown;
  readonly githubApp: unknown;
}

/**
 * Finds repository, branch or tag, commit and author of an event, the same way for every kind of project:
 * GitHub OAuth and Bitbucket have them in `pipeline.vcs`, GitLab and the GitHub App in maps of
 * `pipeline.trigger_parameters`. Of several places, the surest comes first. Empty texts and null count as absent.
 *
 * @param event parsed by `parseEvent`, or as it came
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 */
export function sourceOf(event: unknown): Source {
  const maps = mapsOf(event);
  const { vcs, git, gitlab, githubApp } = maps;
  const address =
    textIn(vcs, 'target_repository_url') ??
    textIn(vcs, 'origin_repository_url') ??
    textIn(githubApp, 'repo_url') ??
    textIn(gitlab, 'web_url') ??
    textIn(gitlab, 'repo_url') ??
    textIn(git, 'repo_url') ??
    textIn(git, 'checkout_url');
  const repositoryUrl = address === undefined ? undefined : browsable(address);
  return defined({
    provider: providerOf(maps, repositoryUrl),
    repositoryUrl,
    ...refIn(maps),
    revision:
      textIn(vcs, 'revision') ??
      textIn(git, 'checkout_sha') ??
      textIn(githubApp, 'commit_sha') ??
      textIn(gitlab, 'commit_sha'),
    subject: messageOf(maps)?.split('\n', 1)[0],
    author:
      textIn(valueIn(valueIn(vcs, 'commit'), 'author'), 'name') ??
      textIn(githubApp, 'commit_author_name') ??
      textIn(gitlab, 'commit_author_name') ??
      textIn(git, 'commit_author_name') ??
      textIn(git, 'author_login'),
  });
}

/** Finds branch or tag of an event, as `sourceOf` does. */
export function refOf(event: unknown): Ref {
  return refIn(mapsOf(event));
}

function mapsOf(event: unknown): Maps {
  const pipeline = valueIn(event, 'pipeline');
  const parameters = valueIn(pipeline, 'trigger_parameters');
  return {
    vcs: valueIn(pipeline, 'vcs'),
    circleci: valueIn(parameters, 'circleci'),
    git: valueIn(parameters, 'git'),
    gitlab: valueIn(parameters, 'gitlab'),
    githubApp: valueIn(parameters, 'github_app'),
  };
}

function messageOf({ vcs, git, gitlab, githubApp }: Maps): string | undefined {
  return (
    textIn(valueIn(vcs, 'commit'), 'subject') ??
    textIn(githubApp, 'commit_title') ??
    textIn(gitlab, 'commit_title') ??
    textIn(git, 'commit_message')
  );
}

/** The map `gitlab` comes last: the GitHub App is documented to have it too. */
function providerOf(
  { vcs, circleci, gitlab, githubApp }: Maps,
  repository: string | undefined,
): string | undefined {
  return (
    textIn(vcs, 'provider_name') ??
    PROVIDERS_BY_TRIGGER.get(textIn(circleci, 'trigger_type') ?? '') ??
    (isMap(githubApp) ? 'github' : undefined) ??
    PROVIDERS_BY_HOST.get(hostOf(repository)) ??
    (isMap(gitlab) ? 'gitlab' : undefined)
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

function refIn({ vcs, git, gitlab, githubApp }: Maps): Ref {
  const branch =
    textIn(vcs, 'branch') ??
    textIn(git, 'branch') ??
    textIn(githubApp, 'branch') ??
    textIn(gitlab, 'branch');
  // Any of them may be the one that shows what the branch is.
  const refs = [
    textIn(git, 'ref'),
    textIn(githubApp, 'full_ref'),
    textIn(githubApp, 'ref'),
    textIn(gitlab, 'ref'),
  ];
  const names = [branch, ...refs].filter((name) => name !== undefined);
  const tag =
    textIn(vcs, 'tag') ??
    textIn(git, 'tag') ??
    textIn(gitlab, 'tag') ??
    names.find((name) => name.startsWith('refs/tags/'));
  if (tag !== undefined) return { refType: 'tag', tag: shortRef(tag) };
  const [name] = names;
  // A captured tag build of a GitHub OAuth project has `branch: null`, and does not tell the tag.
  if (name === undefined) return valueIn(vcs, 'branch') === null ? { refType: 'tag' } : {};
  const pull = names.map((name) => PULL.exec(name)?.[1]).find((number) => number !== undefined);
  return {
    ...{ refType: 'branch', branch: shortRef(name) },
    ...(pull !== undefined && { pull: Number(pull) }),
  };
}

/** https://git-scm.com/docs/git-check-ref-format */
function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
