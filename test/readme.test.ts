import { spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { EVENT_TYPES } from '../src/circleci/event-types';
import { listening, run, runReceiver, succeed } from './support/child';
import { workflowEvent } from './support/events';
import { PROJECT } from './support/paths';
import { projectCopy } from './support/project-copy';
import { startStandIn } from './support/stand-in';
import { within } from './support/wait';

const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');
const [SIGNED = '', FORGED = ''] = [...README.matchAll(/^```bash\n(.*?)^```$/gms)].map(
  ([, script]) => script,
);

test('tells of each type of event that a handler can be for', () => {
  expect(EVENT_TYPES.filter((type) => !README.includes(`\`${type}\``))).toEqual([]);
});

const TSC = join(PROJECT, 'node_modules/typescript/bin/tsc');

const missing = ['bash', 'curl', 'openssl', 'awk'].filter(
  (tool) => spawnSync(tool, ['--help'], { stdio: 'ignore' }).error !== undefined,
);
if (missing.length > 0) {
  process.stderr.write(
    `SKIPPED: the README's curl and openssl, for want of ${missing.join(', ')}\n`,
  );
}
const testWithTools = missing.length > 0 ? test.skip : test;

async function runScript(script: string, port: number): Promise<string> {
  return succeed('bash', ['-euc', script.replaceAll('localhost:3000', `127.0.0.1:${port}`)]);
}

testWithTools('the signed ping of the README is accepted, and its forgery refused', async () => {
  const secret = /^SECRET=(.*)$/m.exec(SIGNED)?.[1] ?? '';
  const receiver = await runReceiver({ CIRCLECI_WEBHOOK_SECRET: secret });

  expect(await runScript(SIGNED, receiver.port)).toMatch(/^HTTP\/1\.1 200 OK/);
  await receiver.until(/POST \/ {2}200 .* ping {2}signature valid\n/);

  const definitions = SIGNED.slice(0, SIGNED.indexOf('curl'));
  const answer = await runScript(definitions + FORGED, receiver.port);
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden/);
  expect(answer).toContain('"reason":"signature-mismatch"');
  await receiver.until(/403 .* signature invalid \(signature-mismatch\)\n {2}! Most likely/);
});

test('the handler of the README is right, and tried again until what it calls has taken it', async () => {
  const [, handler = ''] =
    /^## React to events: handlers$.*?^```ts\n(.*?)^```$/ms.exec(README) ?? [];
  const statuses = [500, 200];
  const told: string[] = [];
  const chats = new EventEmitter();
  const chat = await startStandIn((req, res) => {
    void text(req).then((message) => {
      told.push(message);
      const status = statuses.shift() ?? 200;
      res.writeHead(status).end();
      chats.emit(`answered ${status}`);
    });
  });
  const taken = once(chats, 'answered 200');
  const folder = projectCopy();
  writeFileSync(
    join(folder, 'src/handlers/index.ts'),
    handler.replace('https://chat.example.com/hook', chat.url),
  );
  const config = join(folder, 'src/tsconfig.handlers.json');
  writeFileSync(config, '{ "extends": "./tsconfig.json", "include": ["handlers"] }');
  const tsc = run('node', [TSC, '--noEmit', '--project', config]);
  expect([await tsc.exitCode(), tsc.stdout()]).toEqual([0, '']);

  const tsNode = 'node_modules/.bin/ts-node';
  const receiver = await listening(run('node', [tsNode, 'src/index.ts'], {}, { cwd: folder }));
  const event = workflowEvent({ workflow: { status: 'failed' } });
  await fetch(receiver.url, { method: 'POST', body: JSON.stringify(event) });
  await receiver.until(/Handler workflow-completed failed .*; attempt 2[^]*answered 500/);
  await within(() => `a message that is taken; told were ${JSON.stringify(told)}`, taken);
  expect(told).toEqual(Array(2).fill(expect.stringContaining('build-and-test failed on main')));
});

test('the README names every variable of .env.example, and every npm script that it lists', () => {
  const example = readFileSync(join(PROJECT, '.env.example'), 'utf8');
  const variables = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name = '']) => name);
  expect(variables).toContain('PORT');
  for (const name of variables) expect(README).toContain(`\`${name}\``);
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...README.matchAll(/`npm run ([\w:]+)`/g)].map(([, name = '']) => name);
  expect(named).toContain('ping');
  for (const name of named) expect(scripts).toHaveProperty([name]);
});
