import { createPublicAddress, whyUnreachable } from '../../src/tunnel/public-address';

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
    expect(whyUnreachable(new URL(url), new URL(circleCi))).toBeUndefined();
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
  ])('%s is not reached from %s', (url, circleCi, reason) => {
    expect(whyUnreachable(new URL(url), new URL(circleCi))).toMatch(reason);
  });
});

test('tells of changes alone, and no more after it is asked to stop', () => {
  const address = createPublicAddress();
  const told: string[] = [];
  const stop = address.onChange(({ state }) => told.push(state));
  address.set({ state: 'unknown' });
  address.set({ state: 'open', url: 'https://x.example.com' });
  address.set({ state: 'open', url: 'https://x.example.com' });
  stop();
  address.set({ state: 'lost', url: 'https://x.example.com' });
  expect(told).toEqual(['open']);
});
