import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import dotenv from 'dotenv';
import { register as command } from '../../../src/cli/register/command';
import { callCommand, type Called } from '../../support/call-command';
import {
  SLUG,
  startCircleCi,
  TOKEN,
  type CircleCiOptions,
  type CircleCiStandIn,
  type StoredWebhook,
} from '../../support/circleci-stand-in';
import { temporaryFolder } from '../../support/temporary-folder';

const URL_HERE = 'https://ci.example.com/hooks';

interface Setting {
  readonly circleCi: CircleCiStandIn;
  readonly variables: () => Record<string, string>;
  readonly register: (args: readonly string[]) => Promise<Called>;
}

async function setUp(others: CircleCiOptions['others'] = {}, env = ''): Promise<Setting> {
  const circleCi = await startCircleCi({ others });
  const folder = temporaryFolder();
  const envFile = join(folder, '.env');
  writeFileSync(envFile, env);
  const environment = { CIRCLECI_HOST: circleCi.url, CIRCLECI_TOKEN: TOKEN };
  return {
    circleCi,
    variables: () => dotenv.parse(readFileSync(envFile)),
    async register(args) {
      const called = await callCommand(command, args, environment, { folder });
      expect(called.stdout + called.stderr).not.toContain(TOKEN);
      return called;
    },
  };
}

function webhook(id: string, changes: Partial<StoredWebhook> = {}): StoredWebhook {
  return {
    ...{ id, name: 'chat', url: 'https://chat.example.com/x', events: ['job-completed'] },
    ...{ 'signing-secret': 'theirs', 'verify-tls': true },
    ...changes,
  };
}

const MINE = ['--url', URL_HERE, '--yes'];

test('several projects get a webhook each with one secret, and the same ones the next time', async () => {
  const other = { webhooks: [webhook('theirs')] };
  const { circleCi, variables, register } = await setUp({ 'github/example/web': other });
  const projects = [SLUG, 'https://github.com/example/web', 'gh/example/web'];
  const first = await register([...projects, ...MINE]);
  expect(first.stderr).toBe('');
  expect(first.code).toBe(0);
  expect(first.stdout).toContain(`  ${SLUG}  create the webhook\n`);
  const secret = variables()['CIRCLECI_WEBHOOK_SECRET'] ?? '';
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(first.stdout).not.toContain(secret);
  const made = [circleCi.webhooks, other.webhooks.slice(1)];
  for (const webhooks of made) {
    expect(webhooks).toEqual([
      expect.objectContaining({ url: URL_HERE, 'signing-secret': secret }),
    ]);
  }
  const again = await register([...projects, ...MINE]);
  expect(again.code).toBe(0);
  expect(again.stdout).toMatch(/update the webhook "receiver[^]*updated/);
  expect([circleCi.webhooks.length, other.webhooks.length]).toEqual([1, 2]);
});

test('projects with no room, without rights, or unknown, are passed over and told of', async () => {
  const full = { webhooks: ['1', '2', '3', '4', '5'].map((id) => webhook(id)) };
  const { circleCi, register } = await setUp({
    'github/example/full': full,
    'github/example/hidden': { webhooks: [], isHidden: true },
  });
  const slugs = ['full', 'hidden', 'none', 'shop'].map((name) => `github/example/${name}`);
  const { code, stdout } = await register([...slugs, ...MINE]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/full {2}it has 5 webhooks, and CircleCI allows 5 \(passed over\)/);
  expect(stdout).toMatch(/hidden {2}CircleCI does not show the project's webhooks .*only org/);
  expect(stdout).toMatch(/none {2}CircleCI has no project github\/example\/none/);
  expect(stdout).toMatch(/shop {2}created/);
  expect([circleCi.webhooks.length, full.webhooks.length]).toEqual([1, 5]);
});

test('nothing is changed if no one is there to answer', async () => {
  const { circleCi, variables, register } = await setUp();
  const { code, stdout, stderr } = await register([SLUG, '--url', URL_HERE]);
  expect(code).toBe(1);
  expect(stdout).toContain('create the webhook');
  expect(stderr).toContain('run it on a terminal, or with --yes');
  expect(circleCi.webhooks).toEqual([]);
  expect(variables()).toEqual({});
});

test('the webhooks of several projects are deleted by their name, and no others', async () => {
  const other = { webhooks: [webhook('theirs')] };
  const { circleCi, register } = await setUp({ 'github/example/web': other });
  await register([SLUG, 'github/example/web', ...MINE]);
  const { code, stdout } = await register([SLUG, 'github/example/web', '--remove', '--yes']);
  expect(code).toBe(0);
  expect(stdout).toContain(`delete ${URL_HERE}`);
  expect(circleCi.webhooks).toEqual([]);
  expect(other.webhooks.map(({ id }) => id)).toEqual(['theirs']);
  const again = await register([SLUG, '--remove', '--yes']);
  expect([again.code, again.stdout]).toEqual([
    0,
    expect.stringContaining('has no webhook of this name'),
  ]);
});

test('--org stands for all projects of an organization that are followed', async () => {
  const [web, app] = [{ webhooks: [] }, { webhooks: [] }];
  const { circleCi, register } = await setUp({
    ...{ 'github/example/web': web, 'circleci/org-id/project-id': app },
    'github/other/web': { webhooks: [] },
  });
  const { code, stdout } = await register(['--org', 'gh/example', ...MINE]);
  expect(code).toBe(0);
  expect(stdout.match(/create the webhook/g)).toHaveLength(2);
  expect([circleCi.webhooks, web.webhooks, app.webhooks].map(({ length }) => length)).toEqual([
    ...[1, 1, 0],
  ]);
  const byIds = await register(['--org', 'circleci/org-id', ...MINE]);
  expect([byIds.code, app.webhooks.length]).toEqual([0, 1]);

  const none = await register(['--org', 'github/nobody', ...MINE]);
  expect([none.code, none.stderr]).toEqual([
    1,
    expect.stringContaining('follows no project of github/nobody'),
  ]);
});

describe('--rotate', () => {
  const ENV = `# mine\nCIRCLECI_WEBHOOK_SECRET='an old # one'\nX=1\n`;

  test('gives all of them a new secret, and keeps the old one as the previous', async () => {
    const other = { webhooks: [] as StoredWebhook[] };
    const { circleCi, variables, register } = await setUp({ 'github/example/web': other }, ENV);
    await register([SLUG, 'github/example/web', ...MINE]);
    expect(other.webhooks[0]?.['signing-secret']).toBe('an old # one');
    const { code, stdout, stderr } = await register([
      SLUG,
      'github/example/web',
      '--rotate',
      ...MINE,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const { CIRCLECI_WEBHOOK_SECRET: current = '', ...rest } = variables();
    expect(current).toMatch(/^[0-9a-f]{64}$/);
    expect(rest).toEqual({ CIRCLECI_WEBHOOK_SECRET_PREVIOUS: 'an old # one', X: '1' });
    for (const webhooks of [circleCi.webhooks, other.webhooks])
      expect(webhooks[0]?.['signing-secret']).toBe(current);
    expect(stdout).not.toContain(current);
    expect(stdout).not.toContain('an old');
  });

  test.each([
    ['none is set', '', /is not set: there is none to rotate/],
    [
      'one is under way',
      'CIRCLECI_WEBHOOK_SECRET=a\nCIRCLECI_WEBHOOK_SECRET_PREVIOUS=b\n',
      /a rotation is under way\. Without --rotate, all webhooks get the current secret/,
    ],
  ])('changes nothing if %s', async (_what, env, sentence) => {
    const { circleCi, variables, register } = await setUp({}, env);
    const { code, stderr } = await register([SLUG, '--rotate', ...MINE]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(sentence)]);
    expect(variables()).toEqual(dotenv.parse(env));
    expect(circleCi.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
});

test.each([
  [['--rotate', '--remove'], /--remove and --rotate exclude each other/],
  [['shop'], /"shop" is not a project/],
  [['--org', 'acme'], /--org is no organization: use its slug/],
])('%j is wrong usage', async (args, sentence) => {
  const { register } = await setUp();
  const { code, stderr } = await register(args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
});
