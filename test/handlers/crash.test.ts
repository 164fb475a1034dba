import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup, listening, run } from '../support/child';
import { PING_BODY } from '../support/fixtures';
import { projectCopy } from '../support/project-copy';

jest.setTimeout(60_000);

const TS_NODE = ['node_modules/.bin/ts-node', 'src/index.ts'];

test('what a crash left between answer and handler runs after the next start', async () => {
  const folder = projectCopy();
  const environment = { DATA_DIR: join(folder, 'data') };
  const written = join(folder, 'handled.txt');
  const useHandler = (handler: string): void => {
    writeFileSync(
      join(folder, 'src/handlers/index.ts'),
      `import { appendFileSync } from 'node:fs';
       import type { Handlers } from './handlers';
       const note = (text: string) => appendFileSync(${JSON.stringify(written)}, text);
       export const handlers: Handlers = { ping: ${handler} };`,
    );
  };

  useHandler(`async () => { note('begun '); process.kill(process.pid, 'SIGKILL'); }`);
  const first = await listening(run('node', TS_NODE, environment, { cwd: folder }));
  const { status } = await fetch(first.url, { method: 'POST', body: new Uint8Array(PING_BODY) });
  expect(status).toBe(200);
  expect(await first.exitCode()).toBeNull();
  expect(readFileSync(written, 'utf8')).toBe('begun ');

  useHandler(`(event, delivery, { log }) => { note('again'); log.info('HANDLED ' + event.id); }`);
  const second = await listening(run('node', TS_NODE, environment, { cwd: folder }));
  await second.until(/HANDLED 5b0f2f6e/);
  expect(readFileSync(written, 'utf8')).toBe('begun again');
  killGroup(second.process, 'SIGTERM');
  await second.exitCode();

  const third = await listening(run('node', TS_NODE, environment, { cwd: folder }));
  const repeated = await fetch(third.url, { method: 'POST', body: new Uint8Array(PING_BODY) });
  expect(await repeated.json()).toMatchObject({ duplicate: true });
  expect(readFileSync(written, 'utf8')).toBe('begun again');
});
