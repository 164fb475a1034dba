import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run, runCli } from '../../support/child';
import { temporaryFolder } from '../../support/temporary-folder';

test.each([
  ['tunnel', ['--port', '1'], 2, '', /^Unknown option '--port'/],
  ['help', [], 0, /^Usage: npm run COMMAND/, ''],
  ['register', ['--list'], 1, '', /^CIRCLECI_TOKEN is not set/],
] as const)('%s %j ends the process with %d', async (name, args, code, stdout, stderr) => {
  const child = runCli(name, args, {}, temporaryFolder());
  expect(await child.exitCode()).toBe(code);
  expect(child.stdout()).toEqual(stdout === '' ? '' : expect.stringMatching(stdout));
  expect(child.stderr()).toEqual(stderr === '' ? '' : expect.stringMatching(stderr));
});

test('npm run, with the -- forgotten, is told to use it, and nothing is sent', async () => {
  const child = run('npm', ['run', 'send', 'ping', '--print'], { PORT: '1' });
  expect(await child.exitCode()).toBe(2);
  expect(child.stderr()).toContain(
    'npm took --print for itself: put -- before it, as in npm run send -- --print.',
  );
});

test('a .env that cannot be read is wrong configuration', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.env'));
  const child = runCli('send', ['ping'], {}, folder);
  expect(await child.exitCode()).toBe(2);
  expect(child.stderr()).toMatch(/^\/.*\/\.env: cannot be read \(EISDIR\)[^\n]*\n$/);
});
