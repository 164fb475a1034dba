import { textAt } from './read';

/** What of a repository an event is about. */
export interface Source {
  readonly branch?: string;
  readonly tag?: string;
  readonly revision?: string;
  readonly subject?: string;
  readonly author?: string;
}

const VCS = ['pipeline', 'vcs'];
const PARAMETERS = ['pipeline', 'trigger_parameters'];

/** Where each part may stand, by kind of project, the surest place first. A place is a path of keys. */
const PLACES: Readonly<Record<keyof Source, readonly (readonly string[])[]>> = {
  branch: [
    [...VCS, 'branch'],
    [...PARAMETERS, 'git', 'branch'],
    [...PARAMETERS, 'github_app', 'branch'],
    [...PARAMETERS, 'gitlab', 'branch'],
  ],
  tag: [
    [...VCS, 'tag'],
    [...PARAMETERS, 'git', 'tag'],
  ],
  revision: [
    [...VCS, 'revision'],
    [...PARAMETERS, 'git', 'checkout_sha'],
    [...PARAMETERS, 'github_app', 'commit_sha'],
    [...PARAMETERS, 'gitlab', 'commit_sha'],
  ],
  subject: [
    [...VCS, 'commit', 'subject'],
    [...PARAMETERS, 'github_app', 'commit_title'],
    [...PARAMETERS, 'gitlab', 'commit_title'],
    [...PARAMETERS, 'git', 'commit_message'],
  ],
  author: [
    [...VCS, 'commit', 'author', 'name'],
    [...PARAMETERS, 'github_app', 'commit_author_name'],
    [...PARAMETERS, 'gitlab', 'commit_author_name'],
    [...PARAMETERS, 'git', 'commit_author_name'],
  ],
};

/**
 * Finds branch or tag, commit and author of an event: GitHub OAuth and Bitbucket have them in
 * `pipeline.vcs`, GitLab and the GitHub App in maps of `pipeline.trigger_parameters`.
 *
 * @param json the body, parsed from JSON
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 */
export function sourceOf(json: unknown): Source {
  const source: { -readonly [Part in keyof Source]: Source[Part] } = {};
  for (const part of ['branch', 'tag', 'revision', 'subject', 'author'] as const) {
    for (const place of PLACES[part]) {
      const text = textAt(json, ...place);
      if (text === undefined) continue;
      source[part] = text;
      break;
    }
  }
  return source;
}
