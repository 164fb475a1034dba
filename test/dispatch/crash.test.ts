import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup, listening, run } from '../support/child';
import { PING_BODY } from '../support/fixtures';
import { projectCopy } from '../support/project-copy';

const TS_NODE = ['node_modules/.bin/ts-node', 'src/index.ts'];

function useHandlers(folder: string, source: string): void {
  writeFileSync(join(folder, 'src/handlers/index.ts'), source);
}

test('what a crash left between answer and handler runs after the next start', async () => {
  const folder = projectCopy();
  const environment = { DATA_DIR: join(folder, 'data') };
  const written = join(folder, 'handled.txt');
  const useHandler = (handler: string): void => {
    useHandlers(
      folder,
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

test('what a handler does not wait for may fail; a log that nobody reads still ends the receiver', async () => {
  const folder = projectCopy();
  useHandlers(
    folder,
    `import type { Handlers } from './handlers';
     export const handlers: Handlers = {
       ping: (_event, _delivery, { log }) => {
         void Promise.reject(new Error('forgotten'));
         void Promise.reject(undefined);
         setTimeout(() => { throw new Error('in a timer'); });
         setInterval(() => log.info('still here'), 20);
       },
     };`,
  );
  const receiver = await listening(run('node', TS_NODE, {}, { cwd: folder }));
  const post = async (): Promise<number> => {
    const body = new Uint8Array(PING_BODY);
    return (await fetch(receiver.url, { method: 'POST', body })).status;
  };
  expect(await post()).toBe(200);
  const did = 'Handler ping did not wait for something that failed, on delivery \\S+; with await,';
  await receiver.until(new RegExp(`${did}.*\\n  Error: forgotten`));
  await receiver.until(new RegExp(`${did}.*\\n  Thrown: undefined`));
  await receiver.until(new RegExp(`${did}.*\\n  Error: in a timer`));
  expect(await post()).toBe(200);

  receiver.process.stdout?.destroy();
  expect(await receiver.exitCode()).toBe(1);
  expect(receiver.stderr()).toContain('The log cannot be written any more');
});
