import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/child';
import { SECRET } from '../support/fixtures';
import { freePort } from '../support/free-port';
import { PROJECT } from '../support/paths';
import { postEvent } from '../support/post-event';
import { startReceiver } from '../support/test-receiver';
import { openStore } from '../support/test-store';
import { temporaryFolder } from '../support/temporary-folder';
import { until } from '../support/until';

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) process.stderr.write('SKIPPED: the Python app, for want of python3\n');

(hasPython ? test : test.skip)(
  'the Python app of docs/forwarding.md takes what is forwarded, and refuses what is forged',
  async () => {
    const docs = readFileSync(join(PROJECT, 'docs/forwarding.md'), 'utf8');
    const [, source = ''] = /```python\n(.*?)```/s.exec(docs) ?? [];
    const file = join(temporaryFolder(), 'app.py');
    writeFileSync(file, source);
    const port = await freePort();
    const app = run('python3', [file], { CIRCLECI_WEBHOOK_SECRET: SECRET, PORT: String(port) });
    const url = `http://127.0.0.1:${port}/hooks`;

    const store = await openStore();
    const receiver = await startReceiver({ secrets: { current: SECRET }, store, forwardTo: url });
    await postEvent(receiver.url);
    await app.until(/^ping$/m);
    await until(store, 'the forwarding to be done', async () => {
      const [newest] = (await store.list({ limit: 1 })).deliveries;
      return newest?.handlings.some(({ state }) => state === 'done');
    });
    expect((await postEvent(url, { type: 'ping' }, { secret: 'forged' })).status).toBe(403);
  },
);
