import { sourceOf, type Source } from '../../src/circleci/source';
import { durationOf, parseTime } from '../../src/circleci/time';
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
    { repositoryUrl: 'https://gitlab.com/example/shop' },
  ],
  ['a ping', PINGED, {}],
  ['no map', ['x'], {}],
])('finds the source of %s', (_, event, source) => {
  expect(sourceOf(event)).toEqual(source);
});

test.each<[string, string | undefined]>([
  ['2021-09-01T22:49:34.279Z', '2021-09-01T22:49:34.279Z'],
  ['2022-05-27T16:20:13.954328Z', '2022-05-27T16:20:13.954Z'],
  ['2021-09-01T22:48:53Z', '2021-09-01T22:48:53.000Z'],
  ['2022-04-13T11:10:16+00:00', '2022-04-13T11:10:16.000Z'],
  ['2024-12-18 17:23:29.361740256 +0000 UTC', '2024-12-18T17:23:29.361Z'],
  ['2024-12-18 19:23:29 +0200 CEST', '2024-12-18T17:23:29.000Z'],
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
