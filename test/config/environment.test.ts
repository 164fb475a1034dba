import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup, listening, run, type RunningReceiver } from '../support/child';
import { PING_BODY } from '../support/fixtures';
import { compiledCopy } from '../support/project-copy';
import { temporaryFolder } from '../support/temporary-folder';

/** As if neither were set. */
const UNSET = { CIRCLECI_WEBHOOK_SECRET: undefined, DATA_DIR: undefined };

async function startIn(
  cwd: string,
  folder: string,
  environment: Record<string, string | undefined> = UNSET,
): Promise<RunningReceiver> {
  return listening(run('node', [join(folder, 'src/index.js')], environment, { cwd }));
}

test('started from another folder, it is configured by its own .env, and keeps in its own folder', async () => {
  const folder = compiledCopy();
  const cwd = temporaryFolder();
  writeFileSync(join(folder, '.env'), 'CIRCLECI_WEBHOOK_SECRET=of-the-project\n');
  writeFileSync(join(cwd, '.env'), 'CIRCLECI_WEBHOOK_SECRET=\nDATA_DIR=elsewhere\n');
  const receiver = await startIn(cwd, folder);
  const { status } = await fetch(receiver.url, { method: 'POST', body: new Uint8Array(PING_BODY) });
  expect(status).toBe(403);
  expect(receiver.stdout()).toMatch(/Signatures {3}checked/);
  expect(receiver.stdout()).toContain(`deliveries, in ${join(folder, 'data')}\n`);
  expect(receiver.stdout()).toMatch(
    new RegExp(`Settings {5}${join(folder, '.env')}, and .*PORT.* from the environment\n`),
  );
  expect(existsSync(join(folder, 'data'))).toBe(true);
  expect(readdirSync(cwd)).toEqual(['.env']);
});

test('without a .env, it says where there is none', async () => {
  const folder = compiledCopy();
  const receiver = await startIn(folder, folder);
  expect(receiver.stdout()).toMatch(
    new RegExp(`Settings {5}.*PORT.* from the environment; there is no ${join(folder, '.env')}\n`),
  );
  expect(receiver.stdout()).not.toMatch(/Settings.*(CIRCLECI_WEBHOOK_SECRET|NO_COLOR)/);
});

test('~ is the folder of the user, and no folder of that name', async () => {
  const folder = compiledCopy();
  const home = temporaryFolder();
  writeFileSync(join(folder, '.env'), 'DATA_DIR=~/kept\n');
  const receiver = await startIn(folder, folder, { ...UNSET, HOME: home });
  expect(receiver.stdout()).toContain(`deliveries, in ${join(home, 'kept')}\n`);
  expect(existsSync(join(home, 'kept'))).toBe(true);
  expect(existsSync(join(folder, '~'))).toBe(false);
  killGroup(receiver.process, 'SIGTERM');
  expect(await receiver.exitCode()).toBe(0);
});

test('a .env that cannot be read is told of with its path', async () => {
  const folder = compiledCopy();
  mkdirSync(join(folder, '.env'));
  const child = run('node', ['src/index.js'], {}, { cwd: folder });
  expect(await child.exitCode()).toBe(1);
  expect(child.stderr()).toContain(`${join(folder, '.env')}: cannot be read (EISDIR)`);
});
