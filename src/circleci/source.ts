import { defined, isMap, textOf } from './read';
import { toldBy, type Told } from './told';

/** What of a repository an event is about. What is not told is absent. */
export interface Source {
  /** As in `github`, `bitbucket` or `gitlab`. */
  readonly provider?: string;
  /** For browsers, if it can be told. */
  readonly repositoryUrl?: string;
  /** Whether a branch or a tag was built; a tag build does not always tell which tag. */
  readonly refType?: 'branch' | 'tag';
  readonly branch?: string;
  readonly tag?: string;
  /** The number of the pull or merge request, if the branch or a ref is named after it. */
  readonly pull?: number;
  readonly revision?: string;
  /** The first line of the commit's message. */
  readonly subject?: string;
  /** The name of the commit's author. */
  readonly author?: string;
}

/** How names of a provider begin, as in `GitHub`, `github_app` or `bitbucket_dc`; also in `bitbucket.example.com`. */
const PROVIDER = /^(?:github|gitlab|bitbucket)(?=_|$)/;

/** As a provider names the ref of a pull or merge request, or CircleCI the branch of one from a fork: `pull/12`. */
const PULL = /^(?:refs\/)?(?:pull|merge-requests)\/(\d{1,15})(?:\/|$)/;

/**
 * Finds repository, branch or tag, commit and author of an event, the same way for every kind of project:
 * GitHub OAuth and Bitbucket have them in `pipeline.vcs`, GitLab and the GitHub App in maps of
 * `pipeline.trigger_parameters`. Of several places, the surest comes first. Empty texts and null count as absent.
 *
 * @param event parsed by `parseEvent`, or as it came
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 * @example
 * const { branch, tag, pull, revision } = sourceOf(JSON.parse(body.toString()));
 */
export function sourceOf(event: unknown): Source {
  const maps = mapsOf(toldBy(event));
  const { vcs, git, gitlab, githubApp } = maps;
  const address =
    textOf(vcs?.target_repository_url) ??
    textOf(vcs?.origin_repository_url) ??
    textOf(githubApp?.web_url) ??
    textOf(githubApp?.repo_url) ??
    textOf(gitlab?.web_url) ??
    textOf(gitlab?.repo_url) ??
    textOf(git?.repo_url) ??
    textOf(git?.checkout_url);
  const repositoryUrl = address === undefined ? undefined : browsable(address);
  return defined({
    provider: providerOf(maps, repositoryUrl),
    repositoryUrl,
    ...refIn(maps),
    revision:
      textOf(vcs?.revision) ??
      textOf(git?.checkout_sha) ??
      textOf(githubApp?.checkout_sha) ??
      textOf(githubApp?.commit_sha) ??
      textOf(gitlab?.checkout_sha) ??
      textOf(gitlab?.commit_sha),
    subject: messageOf(maps)?.trimStart().split(/\r?\n/, 1)[0],
    author:
      textOf(vcs?.commit?.author?.name) ??
      textOf(githubApp?.commit_author_name) ??
      textOf(gitlab?.commit_author_name) ??
      textOf(git?.commit_author_name) ??
      textOf(git?.author_login),
  });
}

/** Finds branch or tag of an event, as `sourceOf` does. */
export function refOf(event: Told): Ref {
  return refIn(mapsOf(event));
}

/** The maps in which CircleCI tells of a pipeline's source. */
type Maps = ReturnType<typeof mapsOf>;

function mapsOf({ pipeline }: Told) {
  const parameters = pipeline?.trigger_parameters;
  return {
    trigger: pipeline?.trigger,
    vcs: pipeline?.vcs,
    circleci: parameters?.circleci,
    git: parameters?.git,
    gitlab: parameters?.gitlab,
    githubApp: parameters?.github_app,
  };
}

function messageOf({ vcs, git, gitlab, githubApp }: Maps): string | undefined {
  return (
    textOf(vcs?.commit?.subject) ??
    textOf(githubApp?.commit_title) ??
    textOf(githubApp?.commit_message) ??
    textOf(gitlab?.commit_title) ??
    textOf(gitlab?.commit_message) ??
    textOf(git?.commit_message)
  );
}

/**
 * Tells the provider. The map `gitlab` comes last: the GitHub App is documented to have it too, and so has Bitbucket
 * Data Center. If CircleCI says by a trigger what it is of, and that is no name known here, it is not GitLab's.
 */
function providerOf(
  { trigger, vcs, circleci, gitlab, githubApp }: Maps,
  repository: string | undefined,
): string | undefined {
  const name = textOf(vcs?.provider_name)?.toLowerCase();
  const triggerType = textOf(circleci?.trigger_type);
  return (
    providerIn(name) ??
    name ??
    providerIn(triggerType) ??
    providerIn(textOf(trigger?.type)) ??
    (isMap(githubApp) ? 'github' : undefined) ??
    providerIn(...hostOf(repository).split('.')) ??
    (isMap(gitlab) && triggerType === undefined ? 'gitlab' : undefined)
  );
}

function providerIn(...names: readonly (string | undefined)[]): string | undefined {
  return names
    .map((name) => PROVIDER.exec(name?.toLowerCase() ?? '')?.[0])
    .find((provider) => provider !== undefined);
}

/** Makes an address for browsers of git's own ways to clone over SSH, as in `git@gitlab.com:group/project.git`. */
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
    textOf(vcs?.branch) ??
    textOf(git?.branch) ??
    textOf(githubApp?.branch) ??
    textOf(gitlab?.branch);
  // Any of them may be the one that shows what the branch is.
  const refs = [
    textOf(git?.ref),
    textOf(githubApp?.full_ref),
    textOf(githubApp?.ref),
    textOf(gitlab?.ref),
  ];
  const names = [branch, ...refs].filter((name) => name !== undefined);
  const tag =
    textOf(vcs?.tag) ??
    textOf(git?.tag) ??
    textOf(gitlab?.tag) ??
    names.find((name) => name.startsWith('refs/tags/'));
  if (tag !== undefined) return { refType: 'tag', tag: shortRef(tag) };
  const [name] = names;
  // A captured tag build of a GitHub OAuth project has `branch: null`, and does not tell the tag.
  if (name === undefined) return vcs?.branch === null ? { refType: 'tag' } : {};
  const pull = names.map((name) => PULL.exec(name)?.[1]).find((number) => number !== undefined);
  return {
    ...{ refType: 'branch', branch: shortRef(name) },
    ...(pull !== undefined && { pull: Number(pull) }),
  };
}

/** Shortens a ref to the name of its branch or tag: https://git-scm.com/docs/git-check-ref-format */
function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
