import { spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { EVENT_TYPES } from '../src/circleci/event-types';
import { doctor } from '../src/cli/doctor/command';
import { live } from '../src/cli/live/command';
import { register } from '../src/cli/register/command';
import { replay } from '../src/cli/replay/command';
import { send } from '../src/cli/send/command';
import { SCENARIOS } from '../src/cli/send/scenarios';
import { tunnel } from '../src/cli/tunnel/command';
import { wait } from '../src/cli/wait/command';
import { VARIABLES } from '../src/config/environment';
import { namesOf } from '../src/config/variables';
import { listening, run, runReceiver, succeed, type RunningReceiver } from './support/child';
import { job, testResult } from './support/circleci-failures-stand-in';
import { startCircleCi, TOKEN } from './support/circleci-stand-in';
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

/** Runs a receiver with a handler of the pages, once that is found right by the compiler. */
async function runWithHandler(
  handler: string,
  chatUrl: string,
  env: Record<string, string> = {},
): Promise<RunningReceiver> {
  const folder = projectCopy();
  writeFileSync(
    join(folder, 'src/handlers/index.ts'),
    handler.replace('https://chat.example.com/hook', chatUrl),
  );
  const config = join(folder, 'src/tsconfig.handlers.json');
  writeFileSync(config, '{ "extends": "./tsconfig.json", "include": ["handlers"] }');
  const tsc = run('node', [TSC, '--noEmit', '--project', config]);
  expect([await tsc.exitCode(), tsc.stdout()]).toEqual([0, '']);
  const tsNode = 'node_modules/.bin/ts-node';
  return listening(run('node', [tsNode, 'src/index.ts'], env, { cwd: folder }));
}

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
  const receiver = await runWithHandler(handler, chat.url);
  const event = workflowEvent({ workflow: { status: 'failed' } });
  await fetch(receiver.url, { method: 'POST', body: JSON.stringify(event) });
  await receiver.until(/Handler workflow-completed failed .*; attempt 2[^]*answered 500/);
  await within(() => `a message that is taken; told were ${JSON.stringify(told)}`, taken);
  expect(told).toEqual(Array(2).fill(expect.stringContaining('build-and-test failed on main')));
});

test('the handler of docs/failures.md is right, and tells which tests failed', async () => {
  const page = readFileSync(join(PROJECT, 'docs/failures.md'), 'utf8');
  const [, handler = ''] = /^```ts\n(import .*?)^```$/ms.exec(page) ?? [];
  const chats = new EventEmitter();
  const chat = await startStandIn((req, res) => {
    void text(req).then((message) => chats.emit('told', message));
    res.end();
  });
  const told = once(chats, 'told');
  const event = workflowEvent({ workflow: { id: 'failed-one', status: 'failed' } });
  const path = 'github/example/shop/7';
  const circleCi = await startCircleCi({
    failures: {
      workflows: { 'failed-one': [job('test', 'failed', 7)] },
      builds: { [path]: [] },
      tests: { [path]: [testResult('rounds', { message: 'expected 3\n got 4' })] },
    },
  });
  const env = { CIRCLECI_TOKEN: TOKEN, CIRCLECI_HOST: circleCi.url };
  const receiver = await runWithHandler(handler, chat.url, env);
  await fetch(receiver.url, { method: 'POST', body: JSON.stringify(event) });
  const [message] = (await within('what the chat is told', told)) as [string];
  expect(message).toMatch(
    /^test failed: https:\/\/app\.circleci\.com\/.*\/jobs\/7\n- rounds: expected 3$/,
  );
  await receiver.until(/Told the chat of 1 jobs\./);
  expect(receiver.stdout() + receiver.stderr()).not.toContain(TOKEN);
});

const PAGES = new Map(
  ['README.md', ...readdirSync(join(PROJECT, 'docs')).map((name) => `docs/${name}`)]
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(join(PROJECT, name), 'utf8')]),
);
const ALL = [...PAGES.values()].join('\n');

test('the pages name every variable of .env.example, and no other', () => {
  const example = readFileSync(join(PROJECT, '.env.example'), 'utf8');
  const variables = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name = '']) => name);
  const configuration = PAGES.get('docs/configuration.md') ?? '';
  expect(variables).toContain('PORT');
  expect(variables.filter((name) => !configuration.includes(`\`${name}\``))).toEqual([]);
  const named = [...configuration.matchAll(/^\| (`[^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  );
  expect(named.filter((name) => !namesOf(VARIABLES).includes(name))).toEqual([]);
});

test('each npm script that the pages name exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...ALL.matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)].map(
    ([, name = '']) => name,
  );
  expect(named).toContain('ping');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('each option that the pages name for a command is one of its own', () => {
  const commands = [send, register, live, tunnel, doctor, wait, replay];
  const known = new Set(commands.flatMap(({ options }) => Object.keys(options)));
  const lines = [
    ...ALL.matchAll(/npm run (?:send|register|live|tunnel|doctor|wait|replay) -- ([^\n`]*)/g),
  ];
  const options = lines.flatMap(([, line = '']) =>
    [...line.matchAll(/--([a-z][a-z-]*)/g)].map(([, option = '']) => option),
  );
  expect(options).toContain('status');
  expect(options.filter((option) => option !== 'help' && !known.has(option))).toEqual([]);
});

test.each([...PAGES])('each link of %s leads somewhere', (name, page) => {
  const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const broken = links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? name : join(dirname(name), path);
    if (!existsSync(join(PROJECT, file))) return true;
    return anchor !== undefined && !anchorsOf(PAGES.get(file) ?? '').includes(anchor);
  });
  expect(broken).toEqual([]);
});

test.each([...PAGES])('no line of %s is much longer than 120 characters', (_name, page) => {
  const prose = page.replace(/^ *```.*?^ *```$/gms, '').split('\n');
  expect(prose.filter((line) => !line.startsWith('|') && line.length > 122)).toEqual([]);
});

test('each scenario has a line in the table of its page, and no other is named', () => {
  const table = PAGES.get('docs/sending.md') ?? '';
  const named = [...table.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
});

/** Makes anchors of headings as GitHub does. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
