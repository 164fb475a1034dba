import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doctor } from '../../src/cli/doctor/command';
import type { Command } from '../../src/cli/framework/command';
import { help } from '../../src/cli/help/command';
import { live } from '../../src/cli/live/command';
import { register } from '../../src/cli/register/command';
import { replay } from '../../src/cli/replay/command';
import { send } from '../../src/cli/send/command';
import { tunnel } from '../../src/cli/tunnel/command';
import { wait } from '../../src/cli/wait/command';
import { callCommand, type Called } from '../support/call-command';

type Call = (args: readonly string[], environment?: Record<string, string>) => Promise<Called>;

/** The command lines that do what a command is for, with nothing but a configuration. */
const COMMANDS: readonly (readonly [name: string, words: readonly string[], call: Call])[] = [
  ['send', ['ping'], callOf(send)],
  ['live', [], callOf(live)],
  ['tunnel', [], callOf(tunnel)],
  ['register', [], callOf(register)],
  ['doctor', [], callOf(doctor)],
  ['wait', [], callOf(wait)],
  ['replay', [], callOf(replay)],
];

function callOf<O extends Command['options']>(command: Command<O>): Call {
  return async (args, environment) => callCommand(command, args, environment);
}

const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');

describe.each(COMMANDS)('%s', (name, words, call) => {
  test('shows its help in the form of all, whatever else is said', async () => {
    const { code, stdout, stderr } = await call(['--nope', '--help'], { PORT: 'http' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(
        `^Usage: npm run ${name}[^]*\n\n[A-Z][^]*\n\nOptions\n(  --.*\n)*  -h, --help +show this\n[^]*\nExit code: 0 .*, 1 .*, 2 wrong usage or configuration\\.\n$`,
      ),
    );
    expect(stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
    expect((await call(['-h'])).stdout).toBe(stdout);
  });

  test('ends with 2 after an option that it does not have, and says where to read on', async () => {
    expect(await call([...words, '--nope'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "Unknown option '--nope'.\n--help tells what there is.\n",
    });
  });

  test.each([
    [{ PORT: 'http' }, /PORT: "http" is not a port: use a whole number from 1 to 65535/],
    [
      { HOST: 'http://localhost' },
      /HOST: "http:\/\/localhost" is not a host: use its name or address alone/,
    ],
  ])('ends with 2 where it cannot read %j', async (environment, sentence) => {
    const { code, stdout, stderr } = await call(words, { PORT: '1', ...environment });
    expect(code).toBe(2);
    expect(stdout + stderr).toMatch(sentence);
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
  });
});

test('the list of commands says the same of each as the README', async () => {
  const { stdout } = await callCommand(help, []);
  const [, rows = ''] = /^Commands\n([^]*?)\n\n/m.exec(stdout) ?? [];
  const said = rows.split('\n').map((row) => row.trim().split(/ {2,}/));
  expect(said.map(([name]) => name)).toEqual(
    expect.arrayContaining(['start', 'dev', 'ping', ...COMMANDS.map(([name]) => name)]),
  );
  for (const [name = '', summary = ''] of said) {
    const row = new RegExp(`^\\| \`npm (run )?${name}\` +\\| ${summary} +\\|$`, 'm');
    expect(README).toMatch(row);
  }
});

test('the list of commands has the form of a help, asked for or not', async () => {
  const { code, stdout } = await callCommand(help, []);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: npm run COMMAND -- \[options\]\n\n[^]*\nExit code: 0 /);
  expect((await callCommand(help, ['--help'])).stdout).toBe(stdout);
});
