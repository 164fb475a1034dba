import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup, listening, run, type RunningReceiver } from '../support/child';
import { SECRET } from '../support/fixtures';
import { freePort } from '../support/free-port';
import { projectCopy } from '../support/project-copy';
import { temporaryFolder } from '../support/temporary-folder';

test('what npm run build makes runs, pages and all, and its ping is taken', async () => {
  const copy = projectCopy();
  const build = run('npm', ['run', 'build'], {}, { cwd: copy });
  expect([await build.exitCode(), build.stderr()]).toEqual([0, '']);
  const environment = {
    CIRCLECI_WEBHOOK_SECRET: SECRET,
    DATA_DIR: temporaryFolder(),
    INSPECTOR_PORT: String(await freePort()),
  };
  const start = async (): Promise<RunningReceiver> =>
    listening(run('node', [join(copy, 'dist/index.js')], environment));
  const receiver = await start();
  const ping = [join(copy, 'dist/cli/send.js'), 'ping'];
  const sender = run('node', ping, { ...environment, PORT: String(receiver.port) });
  expect(await sender.exitCode()).toBe(0);
  await receiver.until(/ping {2}signature valid/);

  const [, inspector = ''] = await receiver.until(/Inspector {4}(\S+)/);
  expect(await (await fetch(inspector)).text()).toContain('ping');
  expect((await fetch(`${inspector}/assets/base.css`)).status).toBe(200);

  const migrate = run('node', [join(copy, 'dist/cli/migrate.js')], {
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
  });
  expect(await migrate.exitCode()).toBe(1);
  expect(migrate.stderr()).toMatch(/^DATABASE_URL: .* cannot be reached/);
  const migrations = 'store/postgres/migrations';
  expect(readdirSync(join(copy, 'dist', migrations))).toEqual(
    readdirSync(join(copy, 'src', migrations)),
  );

  killGroup(receiver.process, 'SIGKILL'); // the next start looks through what it left
  expect((await start()).port).toBeGreaterThan(0);
});
