import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import dotenv from 'dotenv';
import { COMPLETED_TYPES } from '../../../src/circleci/event-types';
import { register as command } from '../../../src/cli/register/command';
import { startAgent } from '../../support/agent-stand-in';
import { callCommand, type Called } from '../../support/call-command';
import { killGroup, runCli, type Child } from '../../support/child';
import {
  SLUG,
  startCircleCi,
  TOKEN,
  type CircleCiOptions,
  type CircleCiStandIn,
} from '../../support/circleci-stand-in';
import { startEdge } from '../../support/edge-stand-in';
import { startEndless } from '../../support/endless-stand-in';
import { startStandIn } from '../../support/stand-in';
import { startReceiver } from '../../support/test-receiver';
import { temporaryFolder } from '../../support/temporary-folder';

const ENV = `# mine\r\nPORT=3000\nCIRCLECI_WEBHOOK_SECRET=   # see CircleCI\nX='a # b'`;

interface Setting {
  readonly circleCi: CircleCiStandIn;
  readonly folder: string;
  readonly env: () => string;
  readonly register: (
    args: readonly string[],
    more?: Record<string, string | undefined>,
  ) => Promise<Called>;
  /** The same, in a process of its own. */
  readonly start: (args: readonly string[]) => Child;
}

async function setUp(options: CircleCiOptions = {}, env: string | null = ENV): Promise<Setting> {
  const circleCi = await startCircleCi(options);
  const folder = temporaryFolder();
  if (env !== null) writeFileSync(join(folder, '.env'), env);
  const environment = {
    CIRCLECI_HOST: circleCi.url,
    CIRCLECI_TOKEN: TOKEN,
    CIRCLECI_PROJECT: 'https://github.com/example/shop',
    CIRCLECI_WEBHOOK_SECRET: undefined,
    PORT: undefined,
  };
  return {
    circleCi,
    folder,
    env: () => readFileSync(join(folder, '.env'), 'utf8'),
    register: async (args, more = {}) =>
      callCommand(command, args, { ...environment, ...more }, { folder }),
    start: (args) => runCli('register', args, environment, folder),
  };
}

function expectFailure({ stdout, stderr, ...called }: Called, code: number, text: RegExp): void {
  expect({ code: called.code, stdout }).toEqual({ code, stdout: '' });
  expect(stderr).toMatch(text);
  expect(stderr).not.toContain(TOKEN);
  expect(stderr).not.toMatch(/^\s+at /m);
}

describe('the webhook', () => {
  test('is created with the URL of the agent and a fresh secret, which only .env is told', async () => {
    const { circleCi, folder, env, register } = await setUp();
    const agent = await startAgent({ 'https://one.ngrok.app': 'localhost:3000' });
    const child = await register([], { NGROK_API: agent.api });
    expect(child.code).toBe(0);

    const secret = dotenv.parse(env())['CIRCLECI_WEBHOOK_SECRET'] ?? '';
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(env()).toBe(ENV.replace('=   #', `=${secret} #`));
    expect(circleCi.webhooks).toEqual([
      expect.objectContaining({
        url: 'https://one.ngrok.app',
        events: COMPLETED_TYPES,
        'signing-secret': secret,
        'verify-tls': true,
      }),
    ]);
    expect(child.stdout).toMatch(/is created\.[^]*Receiver URL {2}https:\/\/one\.ngrok\.app/);
    expect(child.stdout).toContain(`made now and written to ${join(folder, '.env')}`);
    expect(child.stdout + child.stderr).not.toContain(secret);
  });

  test('is the same one with another URL, and never a second', async () => {
    const { circleCi, env, register } = await setUp();
    expect((await register(['--url', 'https://one.ngrok.app'])).code).toBe(0);
    const [first] = circleCi.webhooks;
    const written = env();
    const second = await register([
      '--url',
      'https://two.ngrok.app/x',
      '--events',
      'job-completed',
    ]);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('is updated.');
    expect(circleCi.webhooks).toEqual([
      { ...first, url: 'https://two.ngrok.app/x', events: ['job-completed'] },
    ]);
    expect(env()).toBe(written);
  });

  test('is found again where its creation was heeded and the answer lost', async () => {
    const { circleCi, register } = await setUp();
    void circleCi.onNext('POST', 'drop-answer');
    const child = await register(['--url', 'https://one.ngrok.app']);
    expect(child.code).toBe(0);
    expect(child.stdout).toContain('is created.');
    expect(circleCi.webhooks).toHaveLength(1);
  });

  test("that was not made here is another's: it is asked for, or left alone", async () => {
    const theirs = { name: 'slack', url: 'https://hooks.example.com/x' };
    const { circleCi, env, register } = await setUp({ webhooks: [theirs] });
    const before = structuredClone(circleCi.webhooks);
    for (const args of [
      ['--name', 'slack', '--url', 'https://one.ngrok.app'],
      ['--url', theirs.url],
      ['--name', 'slack', '--remove'],
    ]) {
      expectFailure(
        await register(args),
        1,
        /"slack" .*may not have been made here[^]*No one is here to answer: run it on a terminal, or with --yes/,
      );
    }
    expect(circleCi.webhooks).toEqual(before);
    expect(env()).toBe(ENV);

    expect((await register(['--url', theirs.url, '--yes'])).code).toBe(0);
    expect(circleCi.webhooks).toHaveLength(1);
  });

  test('is not created where there are five, and these are told', async () => {
    const webhooks = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }));
    const { env, register } = await setUp({ webhooks, pageSize: 2 });
    expectFailure(
      await register(['--url', 'https://one.ngrok.app']),
      1,
      /has 5 webhooks, and CircleCI allows 5\. Delete one[^]*\n {2}a {2}https:[^]*\n {2}e {2}https:/,
    );
    expect(env()).toBe(ENV);
  });

  test('is deleted with --remove, and not missed twice', async () => {
    const { circleCi, register } = await setUp();
    await register(['--url', 'https://one.ngrok.app']);
    const removal = await register(['--remove']);
    expect(removal.code).toBe(0);
    expect(removal.stdout).toMatch(/^Deleted receiver \(.*\) \(https:\/\/one\.ngrok\.app\)\.\n$/);
    expect(circleCi.webhooks).toEqual([]);
    const again = await register(['--remove']);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('nothing to delete');
  });
});

test('--list shows all webhooks, and where their tunnels lead', async () => {
  const receiver = await startReceiver();
  const here = await startEdge(receiver.port);
  const gone = await startEdge(undefined);
  const elsewhere = await startEdge((await startReceiver()).port);
  const { register } = await setUp({
    webhooks: [
      { name: 'here', url: here.url },
      { name: 'gone', url: `${gone.url}/hooks` },
      { name: 'elsewhere', url: elsewhere.url },
      { name: 'theirs\u001b[31m', url: 'https://ci.example.com', 'verify-tls': false },
    ],
  });
  const child = await register(['--list'], { PORT: String(receiver.port) });
  expect(child.code).toBe(0);
  expect(child.stdout).toContain(`${SLUG} has 4 of at most 5 webhooks.`);
  expect(child.stdout).toMatch(/^here {2}leads to this receiver$/m);
  expect(child.stdout).toMatch(/^gone {2}stale: its tunnel is gone$/m);
  expect(child.stdout).toMatch(/^elsewhere {2}a tunnel to elsewhere$/m);
  expect(child.stdout).toMatch(/^theirs\\x1b\[31m$/m);
  expect(child.stdout).toContain('Certificate verification is off');
});

test('--list says which tunnels could not be asked, and reads no answer without end', async () => {
  const broken = await startStandIn((req) => req.socket.destroy());
  const endless = await startEndless();
  const { register } = await setUp({
    webhooks: [
      { name: 'broken', url: broken.url },
      { name: 'endless', url: endless.url },
    ],
  });
  const child = await register(['--list']);
  expect(child.code).toBe(0);
  expect(child.stdout).toMatch(
    /^broken {2}could not be asked: the request failed \(ECONNRESET\)$/m,
  );
  expect(child.stdout).toMatch(/^endless {2}a tunnel to elsewhere$/m);
  expect(endless.sentMegabytes()).toBeLessThan(50);
});

describe('what does not work is said', () => {
  test.each<[string, readonly string[], Record<string, string>, number, RegExp]>([
    [
      'no token',
      [],
      { CIRCLECI_TOKEN: '' },
      1,
      /CIRCLECI_TOKEN is not set: make a personal API token/,
    ],
    ['a wrong token', [], { CIRCLECI_TOKEN: 'wrong' }, 1, /does not accept CIRCLECI_TOKEN \(401\)/],
    [
      'a token with a space',
      [],
      { CIRCLECI_TOKEN: `${TOKEN} x` },
      2,
      /CIRCLECI_TOKEN: has characters that no token has/,
    ],
    ['no project', [], { CIRCLECI_PROJECT: '' }, 1, /CIRCLECI_PROJECT is not set/],
    [
      'an unknown project',
      [],
      { CIRCLECI_PROJECT: 'gh/example/other' },
      1,
      /has no project github\/example\/other/,
    ],
    [
      'what is no project',
      [],
      { CIRCLECI_PROJECT: 'shop' },
      2,
      /CIRCLECI_PROJECT: "shop" is not a project: use its slug/,
    ],
    ['no CircleCI', [], { CIRCLECI_HOST: 'http://127.0.0.1:1' }, 1, /cannot be reached/],
    ['what is no URL', ['--url', 'x'], {}, 2, /--url "x" is no address as https:\/\/ci\.example/],
    [
      'a local URL',
      ['--url', 'https://localhost:3000'],
      { CIRCLECI_HOST: 'circleci.com' },
      1,
      /will not reach .*: localhost is this machine alone/,
    ],
    [
      'unknown events',
      ['--events', 'push'],
      {},
      2,
      /--events is no list of workflow-completed and job-completed/,
    ],
    [
      'an unknown option',
      ['--nope'],
      {},
      2,
      /^Unknown option '--nope'\.\n--help tells what there is\.\n$/,
    ],
    ['an argument too much', ['now'], {}, 2, /"now" is not a project/],
    ['a contradiction', ['--list', '--remove'], {}, 2, /exclude each other/],
    [
      'an option that npm took, for want of --',
      [],
      { npm_lifecycle_event: 'register', npm_config_remove: 'true' },
      2,
      /^npm took --remove for itself: put -- before it, as in npm run register -- --remove\.\n/,
    ],
    [
      'an empty secret in the environment, which .env would not change',
      [],
      { CIRCLECI_WEBHOOK_SECRET: '' },
      1,
      /^CIRCLECI_WEBHOOK_SECRET is empty in the environment, which comes before \.env: unset it there/,
    ],
  ])('%s', async (_name, args, environment, code, sentence) => {
    const { circleCi, env, register } = await setUp();
    const url = args.includes('--url') ? [] : ['--url', 'https://one.ngrok.app'];
    expectFailure(await register([...args, ...url], environment), code, sentence);
    expect(circleCi.webhooks).toEqual([]);
    expect(env()).toBe(ENV);
  });

  test('no tunnel, or one that leads elsewhere', async () => {
    const { register } = await setUp();
    expectFailure(await register([]), 1, /no tunnel to port 3000: run ngrok http 3000 in another/);
    const agent = await startAgent({ 'https://one.ngrok.app': 'localhost:8080' });
    expectFailure(
      await register([], { NGROK_API: agent.api }),
      1,
      /A tunnel leads to localhost:8080, and none to port 3000/,
    );
    agent.set({ 'https://one.ngrok.app': 'localhost:8080\nThe webhook is created.' });
    expectFailure(
      await register([], { NGROK_API: agent.api }),
      1,
      /^A tunnel leads to localhost:8080\\nThe webhook is created\., and none/,
    );
  });

  test('--help says all, and needs nothing', async () => {
    const { register } = await setUp();
    const child = await register(['--help'], { CIRCLECI_TOKEN: '' });
    expect(child.code).toBe(0);
    expect(child.stdout).toMatch(/^Usage: npm run register[^]*--url[^]*Exit code/);
  });
});

test('killed while CircleCI does not answer, it has written all of .env or nothing, and the next run goes on from there', async () => {
  const { circleCi, folder, env, register, start } = await setUp();
  const posting = circleCi.onNext('POST', 'hang');
  const child = start(['--url', 'https://one.ngrok.app']);
  await posting;
  killGroup(child.process, 'SIGKILL');
  await child.exitCode();

  const secret = dotenv.parse(env())['CIRCLECI_WEBHOOK_SECRET'] ?? '';
  expect(env()).toBe(ENV.replace('=   #', `=${secret} #`));
  expect(readdirSync(folder).filter((name) => name.startsWith('.env'))).toEqual(['.env']);
  expect((await register(['--url', 'https://one.ngrok.app'])).code).toBe(0);
  expect(circleCi.webhooks.map((webhook) => webhook['signing-secret'])).toEqual([secret]);
});

test('makes .env where there is none', async () => {
  const { circleCi, env, register } = await setUp({}, null);
  expect((await register(['--url', 'https://one.ngrok.app'])).code).toBe(0);
  const [webhook] = circleCi.webhooks;
  expect(env()).toBe(`CIRCLECI_WEBHOOK_SECRET=${webhook?.['signing-secret'] ?? ''}\n`);
});

test('it ends without a word where what it writes is read no further', async () => {
  const { circleCi, start } = await setUp();
  const child = start(['--list']);
  child.process.stdout?.destroy();
  expect(await child.exitCode()).toBe(1);
  expect(circleCi.requests).toHaveLength(2);
  expect(child.stderr()).toBe('');
});
