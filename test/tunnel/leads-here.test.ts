import { ngrokCommand } from '../../src/tunnel/leads-here';

test.each([
  ['http://127.0.0.1:3000', 'ngrok http 3000'],
  ['http://[::1]:3000', 'ngrok http 3000'],
  ['http://localhost', 'ngrok http 80'],
  ['http://192.0.2.1:3000', 'ngrok http 192.0.2.1:3000'],
  ['http://[fd00::2]:3000', 'ngrok http [fd00::2]:3000'],
])('what leads to %s is %s', (receiverUrl, command) => {
  expect(ngrokCommand(receiverUrl)).toBe(command);
});
