import type { Provider, SampleSettings, Trigger } from './settings';
import type { Randomness } from './randomness';
import type { RepositorySample } from './repository';
import { lastingId } from './ids';
import { goTime, milliseconds, seconds, secondsWithOffset } from './timestamps';

/** What a pipeline was started by and from. */
export interface Origin {
  readonly provider: Provider;
  readonly repository: RepositorySample;
  readonly trigger: Trigger;
  readonly withoutRetired: boolean;
  /** The branch; or of a tag build the tag, null if the event does not tell it. */
  readonly ref: { readonly branch: string } | { readonly tag: string | null };
  readonly pushedAt: number;
}

const AUTHOR = { name: 'Ada Example', email: 'ada@example.com', login: 'ada-example' };
/** What `circleci.trigger_type` says of the kinds of project that have it. */
const TRIGGER_TYPES = {
  gitlab: 'gitlab',
  'bitbucket-dc': 'bitbucket_dc',
  'github-app': 'github_app',
} as const;

const SUBJECT = 'Round prices to whole cents before adding them up';

type Fields = Readonly<Record<string, unknown>>;

/** What `trigger_parameters` may lack: https://circleci.com/docs/reference/variables/ */
const RETIRED: ReadonlySet<string> = new Set(['circleci', 'github_app']);

/** What CircleCI calls that which started a pipeline. That of a schedule was not captured. */
const EVENT_TYPES: Readonly<Record<Trigger, string>> = {
  push: 'push',
  api: 'create pipeline run api',
  schedule: 'schedule',
};

/** Makes the origin of a pipeline, as an event tells it: in `vcs` or in `trigger_parameters`. */
export function sourceFields(origin: Origin, randomness: Randomness): Fields {
  const sha = randomness.sha();
  const trigger = triggerOf(origin);
  switch (origin.provider) {
    case 'github':
    case 'bitbucket':
      return { trigger, vcs: vcs(origin, sha) };
    case 'gitlab':
    case 'bitbucket-dc':
      return { trigger, trigger_parameters: kept(gitlab(origin, sha), origin) };
    case 'github-app': {
      const parameters = githubApp(origin, sha, randomness.integer(0, 999));
      return { trigger, trigger_parameters: kept(parameters, origin) };
    }
  }
}

function kept(parameters: Fields, { withoutRetired }: Origin): Fields {
  const maps = Object.entries(parameters).filter(([name]) => !withoutRetired || !RETIRED.has(name));
  return Object.fromEntries(maps);
}

/** Makes the origin of a pipeline from its settings. */
export function originOf(
  {
    branch = 'main',
    tag,
    trigger = 'push',
    provider = 'github',
    withoutRetired = false,
  }: SampleSettings,
  repository: RepositorySample,
  pushedAt: number,
): Origin {
  const ref = tag === undefined ? { branch } : { tag };
  return { provider, repository, trigger, withoutRetired, ref, pushedAt };
}

function triggerOf({ provider, trigger }: Origin): Fields {
  if (trigger !== 'push') return { type: trigger };
  if (provider === 'bitbucket-dc') return { type: TRIGGER_TYPES[provider] };
  return { type: provider === 'gitlab' ? 'gitlab' : 'webhook' };
}

/**
 * Makes `vcs` as GitHub OAuth and Bitbucket Cloud have it. The nulls are as captured: all of the commit of tag builds
 * and of those started by the API; the committer of any Bitbucket commit.
 */
function vcs({ provider, repository, trigger, ref, pushedAt }: Origin, sha: string): Fields {
  const knowsCommit = trigger === 'push' && !('tag' in ref && ref.tag === null);
  const knowsCommitter = knowsCommit && provider === 'github';
  const committedAt = seconds(pushedAt - 13_000);
  const person = { name: AUTHOR.name, email: AUTHOR.email };
  const nobody = { name: null, email: null };
  return {
    provider_name: provider,
    origin_repository_url: repository.webUrl,
    target_repository_url: repository.webUrl,
    revision: sha,
    commit: {
      subject: knowsCommit ? SUBJECT : null,
      body: knowsCommit ? '' : null,
      author: knowsCommit ? person : nobody,
      authored_at: knowsCommit ? committedAt : null,
      committer: knowsCommitter ? person : nobody,
      committed_at: knowsCommitter ? committedAt : null,
    },
    ...('branch' in ref ? ref : ref.tag === null ? { branch: null } : ref),
  };
}

/**
 * Texts throughout, but for one boolean. That of a tag build was not captured: it is as its texts suggest; nor was that of
 * Bitbucket Data Center, which is said to have the same maps.
 */
function gitlab({ provider, repository, trigger, ref, pushedAt }: Origin, sha: string): Fields {
  const { owner, name, webUrl } = repository;
  const { branch, tag, full } = refTexts(ref);
  const kind = provider === 'bitbucket-dc' ? provider : 'gitlab';
  const repoUrl = `git@${new URL(webUrl).host}:${owner}/${name}.git`;
  return {
    gitlab: {
      web_url: webUrl,
      x_gitlab_event_id: '',
      commit_author_name: AUTHOR.name,
      user_id: '1234567',
      user_name: AUTHOR.name,
      user_username: AUTHOR.login,
      branch,
      commit_title: SUBJECT,
      tag,
      commit_message: SUBJECT,
      total_commits_count: '1',
      repo_url: repoUrl,
      user_avatar: 'https://example.com/ada-example.png',
      type: 'push',
      project_id: '39861975',
      ref: full,
      repo_name: name,
      commit_author_email: AUTHOR.email,
      checkout_sha: sha,
      commit_timestamp: secondsWithOffset(pushedAt - 2_000),
      default_branch: '',
      commit_sha: sha,
      is_fork_merge_request: false,
    },
    circleci: {
      config_source_id: lastingId('config source', webUrl),
      event_time: milliseconds(pushedAt),
      actor_id: lastingId('actor', AUTHOR.login),
      trigger_id: lastingId('trigger', webUrl),
      event_type: EVENT_TYPES[trigger],
      trigger_type: TRIGGER_TYPES[kind],
    },
    git: { tag, checkout_sha: sha, ref: full, branch, checkout_url: repoUrl },
    ...(trigger === 'api' && { webhook: { body: '{}' } }),
  };
}

/** Makes what the GitHub App has. Pipelines started by the API were captured, with most texts empty. */
function githubApp(
  { repository, trigger, ref, pushedAt }: Origin,
  sha: string,
  micros: number,
): Fields {
  const { branch, tag, full } = refTexts(ref);
  const told = (text: string): string => (trigger === 'api' ? '' : text);
  const actor = lastingId('actor', AUTHOR.login);
  const repoUrl = told(repository.webUrl);
  return {
    github_app: {
      commit_author_name: told(AUTHOR.name),
      owner: told(repository.owner),
      full_ref: full,
      forced: 'false',
      user_username: told(AUTHOR.login),
      branch,
      commit_title: SUBJECT,
      repo_url: repoUrl,
      ref: branch === '' ? tag : branch,
      repo_name: told(repository.name),
      commit_author_email: told(AUTHOR.email),
      commit_sha: sha,
      checkout_sha: sha,
      web_url: repoUrl,
      commit_message: SUBJECT,
    },
    git: {
      commit_author_name: told(AUTHOR.name),
      repo_owner: told(repository.owner),
      branch,
      ...(tag !== '' && { tag }),
      commit_message: SUBJECT,
      repo_url: repoUrl,
      ref: full,
      author_avatar_url: told('https://example.com/ada-example.png'),
      checkout_url: repoUrl === '' ? '' : `${repoUrl}.git`,
      author_login: told(AUTHOR.login),
      repo_name: told(repository.name),
      commit_author_email: told(AUTHOR.email),
      checkout_sha: sha,
      default_branch: 'main',
    },
    circleci: {
      event_time: goTime(pushedAt, micros),
      provider_actor_id: actor,
      actor_id: actor,
      event_type: EVENT_TYPES[trigger],
      trigger_type: TRIGGER_TYPES['github-app'],
    },
    ...(trigger === 'api' && { webhook: { body: '{}' } }),
  };
}

/** Gives the texts of a ref; what is not there is "". */
function refTexts(ref: Origin['ref']): { branch: string; tag: string; full: string } {
  if ('branch' in ref) return { branch: ref.branch, tag: '', full: `refs/heads/${ref.branch}` };
  const tag = ref.tag ?? '';
  return { branch: '', tag, full: tag === '' ? '' : `refs/tags/${tag}` };
}
