import { PassThrough } from 'node:stream';
import { createTerminal } from '../../../src/cli/framework/terminal';

function terminal(isInteractive: boolean) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const options = { input, output, errors: output, isInteractive, overwrites: true, color: false };
  return { input, output, ...createTerminal(options) };
}

test.each([
  ['y\n', true],
  [' YES \r\n', true],
  ['n\n', false],
  ['\n', false],
  ['yesterday\n', false],
])('the answer %j is %s', async (answer, expected) => {
  const { input, output, ask } = terminal(true);
  const answered = ask('Delete it?');
  input.write(answer);
  expect(await answered).toBe(expected);
  expect(String(output.read())).toContain('Delete it? [y/N] ');
});

test('who leaves has not said yes', async () => {
  const { input, ask } = terminal(true);
  const answered = ask('Delete it?');
  input.end();
  expect(await answered).toBe(false);
});

test('no one is asked where no one is there', async () => {
  expect(await terminal(false).ask('Delete it?')).toBeUndefined();
});

test('a question ends with its signal', async () => {
  const { input, ask } = terminal(true);
  const stop = new AbortController();
  const answered = ask('Delete it?', stop.signal);
  stop.abort();
  await expect(answered).rejects.toHaveProperty('name', 'AbortError');
  expect(input.listenerCount('data')).toBe(0);
});

test('what is written over the last line takes its place', () => {
  const { output, overwrite } = terminal(true);
  overwrite?.('1 of 2');
  overwrite?.('2 of 2');
  expect(String(output.read())).toBe('\r\u001b[K1 of 2\r\u001b[K2 of 2');
});
