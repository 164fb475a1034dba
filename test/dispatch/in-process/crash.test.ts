import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup, listening, run, type RunningReceiver } from '../../support/child';
import { postEvent } from '../../support/post-event';
import { compiledCopy } from '../../support/project-copy';
import { temporaryFolder } from '../../support/temporary-folder';

/** Runs a receiver with handlers of its own. */
async function runWith(handlers: string, folder = temporaryFolder()): Promise<RunningReceiver> {
  const copy = compiledCopy();
  writeFileSync(join(copy, 'src/handlers/index.js'), `exports.handlers = { ${handlers} };`);
  return listening(run('node', [join(copy, 'src/index.js')], { DATA_DIR: join(folder, 'data') }));
}

test('what a crash left between answer and handler runs after the next start', async () => {
  const folder = temporaryFolder();
  const written = join(folder, 'handled.txt');
  const note = (text: string): string =>
    `require('node:fs').appendFileSync(${JSON.stringify(written)}, '${text}')`;

  const dying = `async ping() { ${note('begun ')}; process.kill(process.pid, 'SIGKILL'); }`;
  const first = await runWith(dying, folder);
  expect((await postEvent(first.url)).status).toBe(200);
  expect(await first.exitCode()).toBeNull();
  expect(readFileSync(written, 'utf8')).toBe('begun ');

  const living = `ping(event, delivery, { log }) { ${note('again')}; log.info('HANDLED ' + event.id); }`;
  const second = await runWith(living, folder);
  await second.until(/HANDLED 5b0f2f6e/);
  expect(readFileSync(written, 'utf8')).toBe('begun again');
  killGroup(second.process, 'SIGTERM');
  await second.exitCode();

  const third = await runWith(living, folder);
  expect((await postEvent(third.url)).json()).toMatchObject({ duplicate: true });
  expect(readFileSync(written, 'utf8')).toBe('begun again');
});

test('what a handler does not wait for may fail; a log that nobody reads still ends the receiver', async () => {
  const receiver = await runWith(
    `ping(_event, _delivery, { log }) {
       void Promise.reject(new Error('forgotten'));
       void Promise.reject(undefined);
       setTimeout(() => { throw new Error('in a timer'); });
       setInterval(() => log.info('still here'), 20);
     }`,
  );
  expect((await postEvent(receiver.url)).status).toBe(200);
  const did = 'Handler ping did not wait for something that failed, on delivery \\S+; with await,';
  await receiver.until(new RegExp(`${did}.*\\n  Error: forgotten`));
  await receiver.until(new RegExp(`${did}.*\\n  Thrown: undefined`));
  await receiver.until(new RegExp(`${did}.*\\n  Error: in a timer`));
  expect((await postEvent(receiver.url)).status).toBe(200);

  receiver.process.stdout?.destroy();
  expect(await receiver.exitCode()).toBe(1);
  expect(receiver.stderr()).toContain('The log cannot be written any more');
});
