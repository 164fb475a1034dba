import { parseProjectSlug } from '../../src/circleci/project-slug';

describe('a project is found in', () => {
  test.each([
    ['github/org/repo', 'github/org/repo'],
    ['gh/org/my.repo', 'github/org/my.repo'],
    ['bb/org/repo', 'bitbucket/org/repo'],
    [
      'circleci/9YytKzouJxzu4TjCRFqAoD/44n9wujWcTnVZ2b5S8Fnat',
      'circleci/9YytKzouJxzu4TjCRFqAoD/44n9wujWcTnVZ2b5S8Fnat',
    ],
    ['https://github.com/org/repo', 'github/org/repo'],
    ['https://www.github.com/org/repo.git', 'github/org/repo'],
    ['git@github.com:org/repo.git', 'github/org/repo'],
    ['ssh://git@bitbucket.org/org/repo.git', 'bitbucket/org/repo'],
    ['ssh://git@github.com:22/org/repo.git', 'github/org/repo'],
    ['ssh://git@ssh.github.com:443/org/repo.git', 'github/org/repo'],
    ['git@ssh.github.com:org/repo.git', 'github/org/repo'],
    ['ssh://git@altssh.bitbucket.org:443/org/repo.git', 'bitbucket/org/repo'],
    ['git+https://github.com/org/repo.git', 'github/org/repo'],
    ['github.com/org/repo', 'github/org/repo'],
    ['app.circleci.com/pipelines/github/org/repo', 'github/org/repo'],
    ['https://bitbucket.org/org/repo/', 'bitbucket/org/repo'],
    ['https://app.circleci.com/pipelines/github/org/repo', 'github/org/repo'],
    ['https://app.circleci.com/pipelines/gh/org/repo/412/workflows/3d2c1b0a', 'github/org/repo'],
    ['https://app.circleci.com/settings/project/github/org/repo/webhooks?x=1', 'github/org/repo'],
    ['https://app.circleci.com/pipelines/github/org/plan', 'github/org/plan'],
    ['https://app.circleci.com/pipelines/circleci/Ab1/Cd2', 'circleci/Ab1/Cd2'],
  ])('%s', (text, slug) => {
    expect(parseProjectSlug(text)).toBe(slug);
  });
});

test.each([
  'repo',
  'org/repo',
  'github/org',
  'github/org/repo/more',
  'github/org/..',
  'github/org/re po',
  'constructor/org/repo',
  'https://gitlab.com/org/repo',
  'https://app.circleci.com/home',
  'https://app.circleci.com/settings/organization/github/org/contexts',
  'https://app.circleci.com/organization/circleci/Ab1/settings',
  'https://app.circleci.com/settings/plan/github/org/overview',
  'https://github.com/org',
  'http://',
])('there is none in %s', (text) => {
  expect(parseProjectSlug(text)).toBeUndefined();
});
