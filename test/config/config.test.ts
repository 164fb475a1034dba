import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import dotenv from 'dotenv';
import { parseConfig } from '../../src/config/config';
import { ConfigError } from '../../src/config/config-error';
import { VARIABLES } from '../../src/config/environment';
import { namesOf } from '../../src/config/variables';

const PROJECT = join(__dirname, '../..');

const DEFAULTS = {
  port: 3000,
  host: undefined,
  secrets: undefined,
  bodyLimitBytes: 1024 * 1024,
  logFormat: 'pretty',
  logLevel: 'info',
  color: undefined,
  dataDir: join(PROJECT, 'data'),
  databaseUrl: undefined,
  role: 'both',
  retention: 10_000,
  handlers: undefined,
  handlerTimeoutMs: 30_000,
  handlerAttempts: 5,
  maxReruns: 2,
  explainFailures: false,
  forwardTo: [],
  forwardFilter: undefined,
  handlerConcurrency: 8,
  inspectorPort: 4041,
  tunnel: {
    own: false,
    agentApi: new URL('http://127.0.0.1:4040/api'),
    authtoken: undefined,
    domain: undefined,
    serverAddr: undefined,
    verify: false,
  },
  circleCi: {
    host: new URL('https://circleci.com'),
    token: undefined,
    projects: [],
    recover: false,
  },
};

function problems(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const EXAMPLE = readFileSync(join(__dirname, '../../.env.example'), 'utf8');

describe('defaults', () => {
  test('hold where nothing is set', () => {
    expect(parseConfig({})).toEqual({ config: DEFAULTS, warnings: [] });
  });

  test('hold with an unchanged copy of .env.example', () => {
    expect(parseConfig(dotenv.parse(EXAMPLE))).toEqual({ config: DEFAULTS, warnings: [] });
  });

  test('hold where variables are empty', () => {
    const names = Object.keys(dotenv.parse(EXAMPLE));
    const environment = Object.fromEntries(names.map((name) => [name, '']));
    expect(parseConfig(environment).config).toEqual(DEFAULTS);
  });
});

test('.env.example lists every variable, each with a comment', () => {
  const known = namesOf(VARIABLES);
  expect(known.length).toBeGreaterThan(6);
  const listed = [...EXAMPLE.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(known.filter((name) => name !== 'TERM').sort());
  for (const block of EXAMPLE.trim().split('\n\n').slice(1)) expect(block).toMatch(/^# \w/);
});

/** A value of each variable that is not its default. */
const OTHERS = {
  PORT: '8080',
  HOST: '127.0.0.1',
  CIRCLECI_WEBHOOK_SECRET: 'another',
  CIRCLECI_WEBHOOK_SECRET_PREVIOUS: 'the one before',
  BODY_LIMIT: '2mb',
  LOG_FORMAT: 'json',
  LOG_LEVEL: 'debug',
  DATA_DIR: './elsewhere',
  DATABASE_URL: 'postgres://h/n',
  ROLE: 'worker',
  RETENTION: '5',
  HANDLERS: '../mine',
  HANDLER_TIMEOUT: '1s',
  HANDLER_ATTEMPTS: '2',
  HANDLER_CONCURRENCY: '2',
  FORWARD_TO: 'http://127.0.0.1:5000',
  FORWARD_FILTER: 'type=ping',
  INSPECTOR_PORT: '4050',
  TUNNEL: 'ngrok',
  NGROK_API: 'off',
  NGROK_AUTHTOKEN: 'token',
  NGROK_DOMAIN: 'example.ngrok.app',
  NGROK_SERVER_ADDR: 'connect.example.com:443',
  NGROK_VERIFY: 'circleci',
  CIRCLECI_TOKEN: 'token',
  CIRCLECI_PROJECT: 'github/acme/api',
  CIRCLECI_MAX_RERUNS: '5',
  EXPLAIN_FAILURES: 'on',
  RECOVER: 'on',
  CIRCLECI_HOST: 'circleci.example.com',
  NO_COLOR: '1',
  FORCE_COLOR: '1',
  TERM: 'dumb',
};

test('what keeps EXPLAIN_FAILURES from having an effect is said', () => {
  const on = { EXPLAIN_FAILURES: 'on' };
  const [token, secret] = [{ CIRCLECI_TOKEN: 't' }, { CIRCLECI_WEBHOOK_SECRET: 's' }];
  expect(parseConfig({ ...on, ...secret }).warnings).toEqual([
    'EXPLAIN_FAILURES is on, and does nothing without CIRCLECI_TOKEN: set that too.',
  ]);
  expect(parseConfig({ ...on, ...token }).warnings).toEqual([
    'EXPLAIN_FAILURES is on, and does nothing without CIRCLECI_WEBHOOK_SECRET: set that too.',
  ]);
  expect(parseConfig({ ...on, ...token, ...secret }).warnings).toEqual([]);
});

test('each variable has another value here', () => {
  expect(Object.keys(OTHERS).sort()).toEqual(namesOf(VARIABLES).sort());
});

test.each(Object.entries(OTHERS))('%s is a part of the configuration', (name, text) => {
  const needed = name === 'ROLE' ? { DATABASE_URL: 'postgres://h/n' } : {};
  const environment = { CIRCLECI_WEBHOOK_SECRET: 'the usual', ...needed };
  const usual = parseConfig(environment).config;
  expect(parseConfig({ ...environment, [name]: text }).config).not.toEqual(usual);
});

describe('values', () => {
  test.each([
    [{ PORT: '8080' }, { port: 8080 }],
    [{ PORT: ' 8080 ' }, { port: 8080 }],
    [{ PORT: '0' }, { port: 0 }],
    [{ HOST: '127.0.0.1' }, { host: '127.0.0.1' }],
    [{ HOST: 'my_machine.local' }, { host: 'my_machine.local' }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ HOST: '[::1]' }, { host: '::1' }],
    [{ BODY_LIMIT: '100kb' }, { bodyLimitBytes: 102_400 }],
    [{ BODY_LIMIT: '1.5 MB' }, { bodyLimitBytes: 1_572_864 }],
    [{ BODY_LIMIT: '2048' }, { bodyLimitBytes: 2048 }],
    [{ HANDLERS: ' ~/mine ' }, { handlers: join(homedir(), 'mine') }],
    [{ HANDLERS: '/srv/mine/x.mjs' }, { handlers: '/srv/mine/x.mjs' }],
    [{ HANDLER_TIMEOUT: '1.5s' }, { handlerTimeoutMs: 1_500 }],
    [{ HANDLER_TIMEOUT: '250 ms' }, { handlerTimeoutMs: 250 }],
    [{ HANDLER_TIMEOUT: '2M' }, { handlerTimeoutMs: 120_000 }],
    [{ HANDLER_ATTEMPTS: '1' }, { handlerAttempts: 1 }],
    [{ HANDLER_CONCURRENCY: '20' }, { handlerConcurrency: 20 }],
    [{ RETENTION: '5' }, { retention: 5, inspectorPort: 4041 }],
    [{ RETENTION: '0' }, { retention: 0, inspectorPort: undefined }],
    [{ INSPECTOR_PORT: '0' }, { inspectorPort: undefined }],
    [{ DATA_DIR: ' /var/lib/x ' }, { dataDir: '/var/lib/x' }],
    [
      { DATABASE_URL: ' postgres://u:p@h/n?sslmode=require ' },
      { databaseUrl: 'postgres://u:p@h/n?sslmode=require' },
    ],
    [
      { ROLE: 'worker', DATABASE_URL: 'postgres://h/n' },
      { role: 'worker', databaseUrl: 'postgres://h/n' },
    ],
    [{ LOG_FORMAT: 'json' }, { logFormat: 'json' }],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ CIRCLECI_WEBHOOK_SECRET: 's' }, { secrets: { current: 's' } }],
    [
      { CIRCLECI_WEBHOOK_SECRET: 's', CIRCLECI_WEBHOOK_SECRET_PREVIOUS: 'p' },
      { secrets: { current: 's', previous: 'p' } },
    ],
    [{ TUNNEL: 'ngrok' }, { tunnel: { ...DEFAULTS.tunnel, own: true } }],
    [{ NGROK_API: 'off' }, { tunnel: { ...DEFAULTS.tunnel, agentApi: undefined } }],
    [
      { NGROK_API: 'http://localhost:5050/api' },
      { tunnel: { ...DEFAULTS.tunnel, agentApi: new URL('http://localhost:5050/api') } },
    ],
    [{ NGROK_AUTHTOKEN: ' 2ab_c ' }, { tunnel: { ...DEFAULTS.tunnel, authtoken: '2ab_c' } }],
    [
      { NGROK_DOMAIN: 'https://ours.ngrok.app/' },
      { tunnel: { ...DEFAULTS.tunnel, domain: 'ours.ngrok.app' } },
    ],
    [
      { NGROK_SERVER_ADDR: 'connect.example.com:443' },
      { tunnel: { ...DEFAULTS.tunnel, serverAddr: 'connect.example.com:443' } },
    ],
    [{ NGROK_VERIFY: 'circleci' }, { tunnel: { ...DEFAULTS.tunnel, verify: true } }],
    [{ CIRCLECI_TOKEN: 't' }, { circleCi: { ...DEFAULTS.circleCi, token: 't' } }],
    [
      { CIRCLECI_PROJECT: ' gh/org/a, https://github.com/org/b github/org/a ' },
      { circleCi: { ...DEFAULTS.circleCi, projects: ['github/org/a', 'github/org/b'] } },
    ],
    [{ RECOVER: 'on' }, { circleCi: { ...DEFAULTS.circleCi, recover: true } }],
    [
      { CIRCLECI_PROJECT: 'https://github.com/org/repo' },
      { circleCi: { ...DEFAULTS.circleCi, projects: ['github/org/repo'] } },
    ],
    [
      { CIRCLECI_HOST: 'ci.example.com' },
      { circleCi: { ...DEFAULTS.circleCi, host: new URL('https://ci.example.com') } },
    ],
    [{ CIRCLECI_MAX_RERUNS: '0' }, { maxReruns: 0 }],
    [{ EXPLAIN_FAILURES: 'on' }, { explainFailures: true }],
    [{ NO_COLOR: '1' }, { color: false }],
    [{ NO_COLOR: '' }, { color: undefined }],
    [{ FORCE_COLOR: '1' }, { color: true }],
    [{ FORCE_COLOR: '0' }, { color: false }],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, { color: true }],
    [{ TERM: 'dumb' }, { color: false }],
  ])('%j is read', (environment, expected) => {
    expect(parseConfig(environment).config).toEqual({ ...DEFAULTS, ...expected });
  });

  test.each([
    ['PORT', '70000', /"70000" is not a port: use a whole number from 1 to 65535/],
    ['PORT', '-1', /is not a port/],
    ['PORT', '3000abc', /is not a port/],
    ['PORT', '1e3', /is not a port/],
    [
      'HOST',
      'http://localhost',
      /is not a host: use its name or address alone, as in 127\.0\.0\.1/,
    ],
    ['HOST', 'localhost:3000', /is not a host/],
    ['HOST', '[::1', /is not a host/],
    ['HOST', '[::1]:3000', /is not a host/],
    ['HOST', '1.2.3.999', /is not a host/],
    ['HOST', 'fe80::1%eth0', /is not a host/],
    ['BODY_LIMIT', 'lots', /"lots" is not a size: use a number of b, kb or mb/],
    ['BODY_LIMIT', '12abc', /is not a size/],
    ['BODY_LIMIT', '0', /is not a size/],
    ['BODY_LIMIT', '-1mb', /is not a size/],
    ['BODY_LIMIT', '101mb', /is not a size/],
    ['HANDLER_TIMEOUT', '30', /"30" is not a time: use a number of ms, s or m/],
    ['HANDLER_TIMEOUT', '0s', /is not a time/],
    ['HANDLER_TIMEOUT', '61m', /is not a time/],
    ['HANDLER_ATTEMPTS', '0', /is not a number of attempts/],
    ['HANDLER_CONCURRENCY', '1.5', /is not a number of handlers/],
    ['RETENTION', '-1', /"-1" is not a number of deliveries: use a whole number from 0/],
    ['RETENTION', '1000001', /is not a number of deliveries/],
    ['INSPECTOR_PORT', '70000', /is not a port: .* or 0 for no inspector/],
    ['LOG_FORMAT', 'xml', /"xml" is not pretty or json/],
    ['LOG_LEVEL', 'all', /"all" is not info or debug/],
    ['TUNNEL', 'yes', /"yes" is not off or ngrok/],
    ['NGROK_API', 'http://example.com/api', /is not the address of an ngrok agent's API: use one/],
    [
      'NGROK_AUTHTOKEN',
      'a b',
      /^NGROK_AUTHTOKEN: has characters that no token has; copy it again$/,
    ],
    ['NGROK_DOMAIN', 'ours', /"ours" is not a domain/],
    ['NGROK_SERVER_ADDR', 'x', /"x" is not an address: use host and port/],
    ['NGROK_VERIFY', 'github', /"github" is not off or circleci/],
    ['ROLE', 'master', /"master" is not both or receiver or worker/],
    ['ROLE', 'worker', /worker needs a database [^]*; set DATABASE_URL, or leave ROLE out$/],
    ['CIRCLECI_TOKEN', 'a\nb', /^CIRCLECI_TOKEN: has characters that no token has; copy it again$/],
    ['CIRCLECI_PROJECT', 'shop', /"shop" is not a project: use its slug/],
    ['CIRCLECI_PROJECT', 'github/org/a shop', /is not a project: .*; several have spaces/],
    ['RECOVER', 'yes', /is not off or on/],
    ['CIRCLECI_HOST', 'http://ci.example.com', /is not a host/],
  ])('%s=%s is refused, and what is allowed is said', (name, value, sentence) => {
    const [problem, ...others] = problems({ [name]: value });
    expect(others).toEqual([]);
    expect(problem?.startsWith(`${name}: `)).toBe(true);
    expect(problem).toMatch(sentence);
  });

  test.each(['db.example.com/x', 'mysql://u:p@h/n', 'postgres://u:pa#ss@h/n', 'postgres://u:p@[h'])(
    'DATABASE_URL=%s is refused, and not shown',
    (url) => {
      const [problem = ''] = problems({ DATABASE_URL: url });
      expect(problem).toMatch(/^DATABASE_URL: is not the URL of a Postgres; use one as in .* #$/);
      expect(problem).not.toContain(url);
    },
  );

  test('all that is wrong is said at once, a line a variable', () => {
    const found = problems({ PORT: 'x', BODY_LIMIT: 'y', LOG_FORMAT: 'z' });
    expect(found.map((line) => line.split(':')[0])).toEqual(['PORT', 'BODY_LIMIT', 'LOG_FORMAT']);
    expect(found.join('')).not.toContain('\n');
  });

  test('a hostile value cannot break the terminal, nor fill it', () => {
    const [problem = ''] = problems({ PORT: `\u001b[2J\n${'9'.repeat(5000)}` });
    expect(problem).not.toMatch(/\p{Cc}/u);
    expect(problem.length).toBeLessThan(200);
  });

  test.each([
    ['CIRCLECI_PROJECT', 'CCIPAT_5fGx9kq2LmNpQrStUv_0a1b2c3d4e5f6'],
    ['CIRCLECI_PROJECT', 'https://me:hunter2@gitlab.com/org/repo'],
    ['NGROK_DOMAIN', '2aBcDeFgHiJkLmNoPqRsTuVwXyZ_3kQx7'],
  ])('a token that was put into %s is not shown (%s)', (name, value) => {
    const [problem = ''] = problems({ [name]: value });
    expect(problem).toMatch(/^\w+: "(?:\w{4}…|https:\/\/…@gitlab\.com\/org\/repo)" is not a /);
  });

  test('a previous secret alone is refused: it would turn the check off', () => {
    expect(problems({ CIRCLECI_WEBHOOK_SECRET_PREVIOUS: 'p' })).toEqual([
      expect.stringMatching(/^CIRCLECI_WEBHOOK_SECRET: is not set/),
    ]);
  });
});

describe('secrets', () => {
  test.each([
    [' s', /white space/],
    ['s\n', /white space/],
    ['   ', /white space/],
    ['"s"', /quotes/],
    ["'s'", /quotes/],
  ])('%j is used as it is, and warned about', (current, sentence) => {
    const { config, warnings } = parseConfig({ CIRCLECI_WEBHOOK_SECRET: current });
    expect(config.secrets).toEqual({ current });
    expect(warnings).toEqual([expect.stringMatching(sentence)]);
    expect(warnings.join()).toContain('CIRCLECI_WEBHOOK_SECRET ');
  });

  test('white space and quotes together are both warned about', () => {
    expect(parseConfig({ CIRCLECI_WEBHOOK_SECRET: ' "s" ' }).warnings).toHaveLength(2);
  });

  test.each(['s', 'with space', `it's`, '"', 'a"b"', '🔑'])('%j is not', (current) => {
    expect(parseConfig({ CIRCLECI_WEBHOOK_SECRET: current }).warnings).toEqual([]);
  });

  test('no warning shows the secret', () => {
    const { warnings } = parseConfig({
      CIRCLECI_WEBHOOK_SECRET: ' "hidden" ',
      CIRCLECI_WEBHOOK_SECRET_PREVIOUS: 'hidden ',
    });
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).not.toContain('hidden');
  });
});

test('HANDLERS begins in the folder of .env', () => {
  expect(parseConfig({ HANDLERS: '../mine' }, '/srv/receiver').config.handlers).toBe('/srv/mine');
  expect(problems({ HANDLERS: '~ada/mine' })).toEqual([
    `HANDLERS: "~ada/mine" is not a path: use one that begins with / or ~/, or one from the project's folder, as in ../my-handlers`,
  ]);
});

describe('DATA_DIR', () => {
  test.each([
    ['', '/srv/receiver/data'],
    ['kept', '/srv/receiver/kept'],
    ['../kept', '/srv/kept'],
    ['/var/lib/x/../y', '/var/lib/y'],
    ['~', homedir()],
    ['~/kept', join(homedir(), 'kept')],
    ['./~kept', '/srv/receiver/~kept'],
  ])('as %j is shown whole', (text, path) => {
    expect(parseConfig({ DATA_DIR: text }, '/srv/receiver').config.dataDir).toBe(path);
  });

  test.each(['~ada/kept', '~kept'])('as %j is refused', (text) => {
    expect(problems({ DATA_DIR: text })).toEqual([
      `DATA_DIR: "${text}" is not a path: use one that begins with / or ~/, or one in the project's folder`,
    ]);
  });
});
