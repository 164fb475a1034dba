import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, type LoadedConfig } from '../../src/config/config';
import { ConfigError } from '../../src/config/config-error';
import { doctor } from '../../src/cli/doctor/command';
import { callCommand } from '../support/call-command';
import { listening, runCli } from '../support/child';
import { temporaryFolder } from '../support/temporary-folder';

function load(
  content: string | Buffer,
  environment: Readonly<Record<string, string>> = {},
): LoadedConfig {
  const envFile = join(temporaryFolder(), '.env');
  writeFileSync(envFile, content);
  return loadConfig({ environment, envFile });
}

describe('a value that .env has otherwise than it seems', () => {
  test.each([
    ['abc#def', 'abc', /^CIRCLECI_WEBHOOK_SECRET is cut off at a # in .env: .*single quotes/],
    ['#abcdef', undefined, /^CIRCLECI_WEBHOOK_SECRET is cut off at a #/],
    ['a#b # the real one', 'a', /^CIRCLECI_WEBHOOK_SECRET is cut off at a #/],
    ['"abc', '"abc', /^CIRCLECI_WEBHOOK_SECRET begins with a quote .* does not end on its line/],
    ["'abc#def", "'abc", /^CIRCLECI_WEBHOOK_SECRET begins with a quote/],
    ['`abc', '`abc', /^CIRCLECI_WEBHOOK_SECRET begins with a quote/],
    ['"abc"def', '"abc"def', /^CIRCLECI_WEBHOOK_SECRET begins with a quote/],
    ['"abc\nPORT=1"', 'abc\nPORT=1', /^CIRCLECI_WEBHOOK_SECRET begins with a quote/],
  ])('is warned of: %j', (text, current, sentence) => {
    const { config, warnings } = load(`LOG_LEVEL=debug\nexport CIRCLECI_WEBHOOK_SECRET=${text}\n`);
    expect(config.secrets?.current).toBe(current);
    expect(warnings).toEqual([expect.stringMatching(sentence)]);
    expect(warnings.join()).not.toMatch(/abc|def/);
  });

  test.each([
    "'abc#def'",
    '"abc#def"',
    '"abc" # the real one',
    '"abc"# the real one',
    'abc # the real one',
    '  # none yet',
    '',
    "'it\\'s'",
    `'"'`,
  ])('is not: %j', (text) => {
    expect(load(`CIRCLECI_WEBHOOK_SECRET=${text}\r\nPORT=1\r\n`).warnings).toEqual([]);
  });

  test('is not, where the environment or a later line has another', () => {
    expect(load('LOG_FORMAT=json#x', { LOG_FORMAT: 'json' }).warnings).toEqual([]);
    expect(load('LOG_FORMAT=json#x\nLOG_FORMAT=pretty').warnings).toEqual([]);
    expect(load('# LOG_FORMAT=json#x\nOTHER=a#b').warnings).toEqual([]);
  });
});

describe('a variable that is not one', () => {
  test.each([
    ['CIRCLECI_WEBHOOK_SECRETS', 'CIRCLECI_WEBHOOK_SECRET'],
    ['CIRCLE_WEBHOOK_SECRET', 'CIRCLECI_WEBHOOK_SECRET'],
    ['CIRCLECI_WEBHOOK_SECERT', 'CIRCLECI_WEBHOOK_SECRET'],
    ['circleci_webhook_secret', 'CIRCLECI_WEBHOOK_SECRET'],
    ['CIRCLECI_WEBHOOK_SECRET_PREVIUS', 'CIRCLECI_WEBHOOK_SECRET_PREVIOUS'],
    ['NGROK_AUTH_TOKEN', 'NGROK_AUTHTOKEN'],
    ['PROT', 'PORT'],
  ])('is warned of, with the one that is meant: %s', (name, meant) => {
    const warning = `${name} is set, and nothing here reads it: is ${meant} meant?`;
    expect(load(`${name}=hidden`).warnings).toEqual([warning]);
    expect(load('', { [name]: 'hidden' }).warnings).toEqual([warning]);
  });

  test.each(['REDIS_URL', 'HOME', 'HOSTNAME', 'TERMINAL', 'NO_COLOUR', 'POST\u001b'])(
    'is not, if none is like it: %s',
    (name) => {
      expect(load('', { [name]: 'x' }).warnings).toEqual([]);
    },
  );

  test('is not, if the one that may be meant is set', () => {
    const both = 'CIRCLECI_TOKEN=1\nCIRCLE_TOKEN=1';
    expect(load(both).warnings).toEqual([]);
  });
});

describe('the bytes of .env', () => {
  test('may have a byte order mark', () => {
    expect(load('\ufeffPORT=1').config.port).toBe(1);
  });

  test.each([
    ['UTF-16', Buffer.from('\ufeffPORT=1\r\n', 'utf16le')],
    ['UTF-16, big-endian', Buffer.from('\ufeffPORT=1\r\n', 'utf16le').swap16()],
    ['UTF-16, unmarked', Buffer.from('PORT=1\r\n', 'utf16le')],
  ])('are refused in %s, with what to do', (_, bytes) => {
    const reading = (): unknown => load(bytes);
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(/^\/.*\/\.env: is in UTF-16, .*; save it as UTF-8$/);
  });

  test('are warned of if a value has some that are no UTF-8', () => {
    expect(
      load(Buffer.from('# für\nHOST=ö.example.com', 'latin1').subarray(0, 7)).warnings,
    ).toEqual([]);
    expect(load(Buffer.from('CIRCLECI_WEBHOOK_SECRET=für', 'latin1')).warnings).toEqual([
      'CIRCLECI_WEBHOOK_SECRET has characters in .env that are not UTF-8: save the file as UTF-8.',
    ]);
  });
});

const MISTAKEN = 'CIRCLECI_WEBHOOK_SECRETS=hidden\nNGROK_DOMAIN=a.example.com#b\n';

test('the start warns of all of it, and shows no value', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.env'), MISTAKEN);
  const unset = { CIRCLECI_WEBHOOK_SECRET: undefined, NGROK_DOMAIN: undefined };
  const receiver = await listening(runCli('../index', [], unset, folder));
  await receiver.until(/! NGROK_DOMAIN is cut off[^]*! CIRCLECI_WEBHOOK_SECRETS is set.*\n/);
  expect(receiver.stdout() + receiver.stderr()).not.toContain('hidden');
});

test('the doctor warns of it', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.env'), MISTAKEN);
  const { stdout } = await callCommand(doctor, [], {}, { folder });
  expect(stdout).toMatch(
    /^! configuration +NGROK_DOMAIN is cut off.*\n +CIRCLECI_WEBHOOK_SECRETS/m,
  );
});
