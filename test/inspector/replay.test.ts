import { loopbackOrigin } from '../../src/inspector/replay';

test.each([
  'http://127.evil.example',
  'http://127.0.0.1.evil.example:8080',
  'http://localhost.evil',
])('%s is no address of this machine', (text) => {
  expect(loopbackOrigin(text)).toBeUndefined();
});

test.each([
  'http://127.0.0.1:8080',
  'http://127.1.2.3',
  'http://localhost:8080',
  'http://[::1]:8080',
])('%s is one', (text) => {
  expect(loopbackOrigin(text)).toBe(text);
});
