import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup, listening, run, type RunningReceiver } from '../../support/child';
import { PINGED } from '../../support/events';
import { isDone } from '../../support/handling-states';
import { createDatabase, describeWithPostgres, openInPostgres } from '../../support/postgres';
import { postEvent } from '../../support/post-event';
import { compiledCopy } from '../../support/project-copy';
import { temporaryFolder } from '../../support/temporary-folder';
import { createChanges, poll } from '../../support/wait';

/** What others take over is there a minute later at most. */
const A_MINUTE_MS = 60_000;

/** Runs a process of a database whose handler of pings has this body. */
async function runWith(
  body: string,
  environment: Record<string, string>,
): Promise<RunningReceiver> {
  const copy = compiledCopy();
  const handler = `async ping(event, delivery, { log, signal, attempt }) { ${body} }`;
  writeFileSync(join(copy, 'src/handlers/index.js'), `exports.handlers = { ${handler} };`);
  return listening(run('node', [join(copy, 'src/index.js')], environment));
}

/** Makes a file for what handlers tell, and the code that does so. */
function notes(): { lines: () => string[]; note: (text: string) => string } {
  const file = join(temporaryFolder(), 'notes.txt');
  appendFileSync(file, '');
  return {
    lines: () => readFileSync(file, 'utf8').split('\n').filter(Boolean),
    note: (text) => `require('node:fs').appendFileSync(${JSON.stringify(file)}, \`${text}\\n\`);`,
  };
}

const HANG = `await new Promise((resolve) => signal.addEventListener('abort', resolve));`;

describeWithPostgres('processes of one database', () => {
  test('what one ran that was killed, or frozen, another runs within a minute', async () => {
    const url = await createDatabase();
    const { lines, note } = notes();
    const store = await openInPostgres({ url });
    const keptId = async (name: string): Promise<string> => {
      const { deliveries } = await store.list({ limit: 9, filter: { text: name } });
      return deliveries[0]?.id ?? '';
    };

    const killed = await runWith(note('begun ${event.id}') + HANG, { DATABASE_URL: url });
    expect((await postEvent(killed.url, { ...PINGED, id: 'of-the-killed' })).status).toBe(200);
    await poll('the first', () => lines().includes('begun of-the-killed'));
    killGroup(killed.process, 'SIGKILL');

    const frozen = await runWith(note('begun ${event.id}') + HANG + note('aborted ${event.id}'), {
      DATABASE_URL: url,
    });
    expect((await postEvent(frozen.url, { ...PINGED, id: 'of-the-frozen' })).status).toBe(200);
    await poll('the second', () => lines().includes('begun of-the-frozen'));
    killGroup(frozen.process, 'SIGSTOP');
    const frozenAt = performance.now();

    const worker = await runWith(note('again ${event.id}') + `log.info('RAN ' + event.id);`, {
      DATABASE_URL: url,
      ROLE: 'worker',
    });
    await worker.until(/RAN of-the-killed/);
    await worker.until(/RAN of-the-frozen/);
    expect(performance.now() - frozenAt).toBeLessThan(A_MINUTE_MS);
    expect((await postEvent(worker.url)).json()).toMatchObject({ reason: 'only-a-worker' });
    expect((await fetch(`${worker.url}/healthz`)).status).toBe(200);

    killGroup(frozen.process, 'SIGCONT');
    await frozen.until(/was taken over by another receiver/);
    await poll('an abort', () => lines().includes('aborted of-the-frozen'));
    expect(lines().toSorted()).toEqual([
      ...['aborted of-the-frozen', 'again of-the-frozen', 'again of-the-killed'],
      ...['begun of-the-frozen', 'begun of-the-killed'],
    ]);
    for (const name of ['of-the-killed', 'of-the-frozen']) {
      const { handlings = [] } = (await store.get(await keptId(name))) ?? {};
      expect(handlings.map((handling) => isDone(handling) && handling.attempts.length)).toEqual([
        1,
      ]);
    }
    killGroup(worker.process, 'SIGTERM');
    expect(await worker.exitCode()).toBe(0);
  });

  test('with one killed under load, nothing acknowledged is lost, and little runs twice', async () => {
    const url = await createDatabase();
    const { lines, note } = notes();
    const body = `await new Promise((resolve) => setTimeout(resolve, 20)); ${note('${event.id}')}`;
    const dying = await runWith(body, { DATABASE_URL: url });
    const living = await runWith(body, { DATABASE_URL: url });

    const acknowledged: string[] = [];
    for (let index = 0; index < 200; index += 1) {
      if (index === 100) killGroup(dying.process, 'SIGKILL');
      const id = `event-${index}`;
      const { url: to } = index % 2 === 0 && index < 100 ? dying : living;
      const answer = await postEvent(to, { ...PINGED, id });
      if (answer.status === 200) acknowledged.push(id);
    }
    expect(acknowledged).toHaveLength(200);
    const changes = createChanges();
    const timer = setInterval(changes.tell, 100);
    await changes.until(
      () => `all handled; of 200, ${new Set(lines()).size} are`,
      () => new Set(lines()).size === 200,
      A_MINUTE_MS,
    );
    clearInterval(timer);
    expect(lines().length - 200).toBeLessThanOrEqual(8);
  });
});
