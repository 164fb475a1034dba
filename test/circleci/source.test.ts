import { sourceOf, type Source } from '../../src/circleci/source';
import { durationOf } from '../../src/circleci/duration';
import { parseTime } from '../../src/circleci/time';
import { jobEvent, PINGED, workflowEvent, type Json } from '../support/events';

const pipeline = (map: Json): Json => ({ type: 'job-completed', pipeline: map });
const parameters = (map: Json): Json => pipeline({ trigger_parameters: map });

test.each<[string, unknown, Source]>([
  [
    'GitHub OAuth',
    workflowEvent(),
    {
      provider: 'github',
      repositoryUrl: 'https://github.com/example/shop',
      refType: 'branch',
      branch: 'main',
      revision: '4c1f0d9e8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e',
      subject: 'Round prices to whole cents before adding them up',
      author: 'Ada Example',
    },
  ],
  [
    'Bitbucket, triggered by the API',
    pipeline({
      vcs: {
        provider_name: 'bitbucket',
        target_repository_url: 'https://bitbucket.org/example/shop',
        revision: 'f00',
        branch: 'main',
        commit: { subject: null, author: { name: null } },
      },
    }),
    {
      provider: 'bitbucket',
      repositoryUrl: 'https://bitbucket.org/example/shop',
      refType: 'branch',
      branch: 'main',
      revision: 'f00',
    },
  ],
  ['a tag', pipeline({ vcs: { tag: 'v1' } }), { refType: 'tag', tag: 'v1' }],
  ['a tag that is not told', pipeline({ vcs: { branch: null } }), { refType: 'tag' }],
  [
    'GitLab',
    parameters({
      gitlab: {
        web_url: 'https://gitlab.com/example/shop',
        repo_url: 'git@gitlab.com:example/shop.git',
        ref: 'refs/heads/main',
        branch: 'main',
        commit_sha: 'f00',
        commit_title: 'Add a basket',
        commit_author_name: 'Ada Example',
      },
      git: { tag: '', branch: 'main', ref: 'refs/heads/main', checkout_sha: 'f00' },
    }),
    {
      provider: 'gitlab',
      repositoryUrl: 'https://gitlab.com/example/shop',
      refType: 'branch',
      branch: 'main',
      revision: 'f00',
      subject: 'Add a basket',
      author: 'Ada Example',
    },
  ],
  [
    'the GitHub App',
    parameters({
      github_app: {
        repo_url: 'https://github.com/example/shop',
        branch: '',
        full_ref: 'refs/heads/topic/x',
        commit_sha: 'f00',
        commit_title: '',
        commit_author_name: '',
      },
      git: { branch: '', commit_message: 'Subject\n\nBody', author_login: 'ada' },
    }),
    {
      provider: 'github',
      repositoryUrl: 'https://github.com/example/shop',
      refType: 'branch',
      branch: 'topic/x',
      revision: 'f00',
      subject: 'Subject',
      author: 'ada',
    },
  ],
  ['a tag in git', parameters({ git: { tag: 'v2', branch: '' } }), { refType: 'tag', tag: 'v2' }],
  [
    'a tag as a ref',
    parameters({ github_app: { ref: 'refs/tags/v3', branch: '' } }),
    { provider: 'github', refType: 'tag', tag: 'v3' },
  ],
  [
    'a ref as a branch',
    parameters({ git: { branch: 'refs/heads/a/b' } }),
    { refType: 'branch', branch: 'a/b' },
  ],
  ['a short ref', parameters({ git: { ref: 'main' } }), { refType: 'branch', branch: 'main' }],
  [
    'an address for git',
    parameters({ git: { checkout_url: 'git@gitlab.com:example/shop.git' } }),
    { provider: 'gitlab', repositoryUrl: 'https://gitlab.com/example/shop' },
  ],
  [
    'an address for git over SSH, with a port that is not for browsers',
    parameters({ git: { checkout_url: 'ssh://git@git.example.test:2222/example/shop.git' } }),
    { repositoryUrl: 'https://git.example.test/example/shop' },
  ],
  [
    'the GitHub App, as documented',
    parameters({
      circleci: { trigger_type: 'github_app' },
      gitlab: { web_url: 'https://git.example.test/example/shop', branch: 'main' },
    }),
    {
      provider: 'github',
      repositoryUrl: 'https://git.example.test/example/shop',
      refType: 'branch',
      branch: 'main',
    },
  ],
  [
    'a repository that its host tells to be of GitHub',
    parameters({ gitlab: { web_url: 'https://github.com/example/shop' } }),
    { provider: 'github', repositoryUrl: 'https://github.com/example/shop' },
  ],
  [
    'a GitLab of one’s own',
    parameters({ gitlab: { web_url: 'https://git.example.test/example/shop' } }),
    { provider: 'gitlab', repositoryUrl: 'https://git.example.test/example/shop' },
  ],
  [
    'git alone, and a trigger',
    parameters({ git: { tag: '' }, circleci: { trigger_type: 'gitlab' } }),
    { provider: 'gitlab' },
  ],
  [
    'a repository in git',
    parameters({ git: { repo_url: 'https://bitbucket.org/example/shop' } }),
    { provider: 'bitbucket', repositoryUrl: 'https://bitbucket.org/example/shop' },
  ],
  [
    'a tag in gitlab',
    parameters({ gitlab: { tag: 'v4', branch: '' } }),
    { provider: 'gitlab', refType: 'tag', tag: 'v4' },
  ],
  [
    'a tag that only one of the refs shows to be one',
    parameters({ git: { ref: 'v1' }, github_app: { full_ref: 'refs/tags/v1' } }),
    { provider: 'github', refType: 'tag', tag: 'v1' },
  ],
  [
    'the GitHub App without the maps that are no longer promised',
    {
      type: 'job-completed',
      pipeline: {
        trigger: { type: 'github_app' },
        trigger_parameters: {
          git: {
            checkout_url: 'https://git.example.test/example/shop.git',
            branch: 'main',
            checkout_sha: 'f00',
            commit_message: 'Subject\r\n\r\nBody',
            commit_author_name: 'Ada Example',
          },
        },
      },
    },
    {
      provider: 'github',
      repositoryUrl: 'https://git.example.test/example/shop',
      refType: 'branch',
      branch: 'main',
      revision: 'f00',
      subject: 'Subject',
      author: 'Ada Example',
    },
  ],
  [
    'the GitHub App, with its newer keys alone',
    parameters({
      github_app: {
        web_url: 'https://github.com/example/shop',
        checkout_sha: 'f00',
        commit_message: '\nSubject\n\nBody',
      },
    }),
    {
      provider: 'github',
      repositoryUrl: 'https://github.com/example/shop',
      revision: 'f00',
      subject: 'Subject',
    },
  ],
  [
    'GitLab, with a message and no title',
    parameters({ gitlab: { commit_message: 'Subject\n\nBody', checkout_sha: 'f00' } }),
    { provider: 'gitlab', revision: 'f00', subject: 'Subject' },
  ],
  [
    'Bitbucket Data Center, which has a map gitlab',
    parameters({
      circleci: { trigger_type: 'bitbucket_dc' },
      gitlab: { web_url: 'https://bitbucket.example.test/example/shop', branch: 'main' },
    }),
    {
      provider: 'bitbucket',
      repositoryUrl: 'https://bitbucket.example.test/example/shop',
      refType: 'branch',
      branch: 'main',
    },
  ],
  [
    'a kind of project that is new, and has a map gitlab',
    parameters({ circleci: { trigger_type: 'forgejo' }, gitlab: { branch: 'main' } }),
    { refType: 'branch', branch: 'main' },
  ],
  [
    'a provider in another case',
    pipeline({ vcs: { provider_name: 'GitHub' } }),
    { provider: 'github' },
  ],
  [
    'a provider that is new',
    pipeline({ vcs: { provider_name: 'Forgejo' } }),
    { provider: 'forgejo' },
  ],
  [
    'a trigger in another case',
    parameters({ circleci: { trigger_type: 'GitLab' } }),
    { provider: 'gitlab' },
  ],
  ['a pipeline by its trigger', pipeline({ trigger: { type: 'gitlab' } }), { provider: 'gitlab' }],
  ['a pipeline by a trigger of any kind', pipeline({ trigger: { type: 'schedule' } }), {}],
  ['a trigger that is new', parameters({ circleci: { trigger_type: 'constructor' } }), {}],
  ['a ping', PINGED, {}],
  ['no map', ['x'], {}],
])('finds the source of %s', (_, event, source) => {
  expect(sourceOf(event)).toEqual(source);
});

test.each<[Json, number | undefined]>([
  [{ vcs: { branch: 'pull/12' } }, 12],
  [{ vcs: { branch: 'pull/12/head' } }, 12],
  [{ trigger_parameters: { git: { branch: 'topic', ref: 'refs/pull/12/merge' } } }, 12],
  [{ trigger_parameters: { github_app: { full_ref: 'refs/pull/12/head' } } }, 12],
  [{ trigger_parameters: { gitlab: { ref: 'refs/merge-requests/12/head' } } }, 12],
  [{ vcs: { branch: 'pull/12-fix' } }, undefined],
  [{ vcs: { branch: 'fix/pull/12' } }, undefined],
  [{ vcs: { branch: `pull/${'9'.repeat(30)}` } }, undefined],
])('finds the pull request of %j', (map, pull) => {
  expect(sourceOf(pipeline(map)).pull).toBe(pull);
});

test.each<[string, string | undefined]>([
  ['2021-09-01T22:49:34.279Z', '2021-09-01T22:49:34.279Z'],
  ['2022-05-27T16:20:13.954328Z', '2022-05-27T16:20:13.954Z'],
  ['2021-09-01T22:48:53Z', '2021-09-01T22:48:53.000Z'],
  ['2022-04-13T11:10:16+00:00', '2022-04-13T11:10:16.000Z'],
  ['2024-12-18 17:23:29.361740256 +0000 UTC', '2024-12-18T17:23:29.361Z'],
  ['2024-12-18 19:23:29 +0200 CEST', '2024-12-18T17:23:29.000Z'],
  ['2021-09-01T25:48:53Z', undefined],
  ['2021-09-01', undefined],
  ['2021-09-01T22:48:53', undefined],
  ['job 1', undefined],
  ['1', undefined],
  ['yesterday', undefined],
  ['', undefined],
])('reads the time %s', (text, iso) => {
  expect(parseTime(text)?.toISOString()).toBe(iso);
});

test.each<[unknown, number | undefined]>([
  [workflowEvent(), 222_488],
  [jobEvent(), 219_443],
  [workflowEvent({ workflow: { stopped_at: undefined } }), undefined],
  [workflowEvent({ workflow: { stopped_at: '2020-01-01T00:00:00Z' } }), undefined],
  [PINGED, undefined],
  [null, undefined],
])('tells the duration of %#', (event, milliseconds) => {
  expect(durationOf(event)).toBe(milliseconds);
});
