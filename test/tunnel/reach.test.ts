import { whyUnreachable } from '../../src/tunnel/reach';

const CLOUD = 'https://circleci.com';
const SERVER = 'https://circleci.corp.example.com';

describe('whether CircleCI reaches a URL', () => {
  test.each([
    ['https://871e40f2d4c2.ngrok.app', CLOUD],
    ['https://ci.example.com/hooks?x=1', CLOUD],
    ['https://8.8.8.8', CLOUD],
    ['https://10.1.2.3', SERVER],
    ['https://hooks.internal', SERVER],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:8080'],
  ])('%s is reached from %s', (url, circleCi) => {
    expect(whyUnreachable(url, new URL(circleCi))).toBeUndefined();
  });

  test.each([
    ['http://871e40f2d4c2.ngrok.app', CLOUD, /not https/],
    ['https://localhost:3000', CLOUD, /this machine alone/],
    ['https://127.0.0.1', SERVER, /this machine alone/],
    ['https://[::1]:3000', CLOUD, /this machine alone/],
    ['https://10.1.2.3', CLOUD, /cannot be reached from the internet/],
    ['https://192.168.0.7', CLOUD, /cannot be reached/],
    ['https://172.20.0.1', CLOUD, /cannot be reached/],
    ['https://100.64.1.1', CLOUD, /cannot be reached/],
    ['https://[fd00::1]', CLOUD, /cannot be reached/],
    ['https://laptop', CLOUD, /cannot be reached/],
    ['https://laptop.local.', CLOUD, /cannot be reached/],
    ['http://10.1.2.3', SERVER, /not https/],
    ['https://[::]', CLOUD, /cannot be reached/],
    ['https://[::ffff:10.1.2.3]', CLOUD, /cannot be reached/],
    ['https://192.0.2.1', CLOUD, /cannot be reached/],
    ['https://[2001:db8::1]', CLOUD, /cannot be reached/],
    ['https://239.1.2.3', CLOUD, /cannot be reached/],
    ['https://hooks.example', CLOUD, /cannot be reached/],
    ['https://*.example.com', CLOUD, /stands for many names, and CircleCI needs one/],
    ['https://*.example.com', SERVER, /stands for many names/],
  ])('%s is not reached from %s', (url, circleCi, reason) => {
    expect(whyUnreachable(url, new URL(circleCi))).toMatch(reason);
  });
});
