import { webAppLink } from '../../src/circleci/web-app';

const CLOUD = new URL('https://circleci.com');
const SERVER = new URL('https://ci.example.com:8443');

test.each([
  [CLOUD, 'https://app.circleci.com/pipelines/github/example/shop/412/workflows/1'],
  [CLOUD, 'https://circleci.com/workflow-run/1'],
  [SERVER, 'https://ci.example.com:8443/pipelines/x'],
  [SERVER, 'https://app.ci.example.com:8443/pipelines/x'],
])('%s has %s', (circleCi, text) => {
  expect(webAppLink(text, circleCi)).toBe(text);
});

test.each([
  ...['https://evil.example/pipelines', 'https://app.circleci.com.evil.example/', 'x', ''],
  ...['https://app-circleci.com/', 'https://evilcircleci.com/', 'https://evil.circleci.com/'],
  ...['http://app.circleci.com/', 'javascript:alert(1)', '//app.circleci.com/', '/pipelines'],
  ...['https://app.circleci.com@evil.example/', 'https://evil.example\\@app.circleci.com/'],
  ...[
    'https://me:pw@app.circleci.com/',
    'https://app.circleci.com:8443/',
    'https://ci.example.com/',
  ],
])('neither has %s', (text) => {
  expect(webAppLink(text, CLOUD)).toBeUndefined();
  expect(webAppLink(text, SERVER)).toBeUndefined();
});

test('none is none', () => {
  expect(webAppLink(undefined, CLOUD)).toBeUndefined();
});
