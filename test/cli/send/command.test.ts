import { EVENT_TYPES } from '../../../src/circleci/event-types';
import { parseArguments } from '../../../src/cli/framework/arguments';
import { send as command } from '../../../src/cli/send/command';
import { OPTIONS } from '../../../src/cli/send/options';
import { SCENARIOS } from '../../../src/cli/send/scenarios';
import { parseSendTask } from '../../../src/cli/send/send-task';
import { send } from '../../support/sender';

const wordsOf = (line: string): string[] => line.split(' ').filter((word) => word !== '');

test.each([
  ['', `Say what to send: ${EVENT_TYPES.join(', ')}, or scenario NAME.`],
  ['nope', '"nope" is no type of event'],
  ['ping extra', '"extra" is one word too many.'],
  ['--bogus', "Unknown option '--bogus'.\n"],
  ['ping --count', "Option '--count <value>' argument missing."],
  ['ping --json=yes', "Option '--json' does not take an argument."],
  ['ping --status failed', 'A ping has no status: leave out --status.'],
  ['ping --branch main', 'A ping has no branch'],
  ['workflow-completed --status paused', '--set workflow.status=…'],
  ['job-completed --status error', '"error" is no status of a job'],
  ['job-completed --branch a --tag b', 'leave out --branch or --tag'],
  ['job-completed --provider svn', '--provider "svn" is none of github, github-app, gitlab'],
  ['job-completed --trigger cron', '--trigger "cron" is none of push, api, schedule.'],
  ['ping --set x', '--set "x" is no PATH=VALUE'],
  ['ping --set .x=1', '--set ".x=1" is no PATH=VALUE'],
  ['ping --count 0', '--count "0" is not a whole number from 1 to 1000000.'],
  ['ping --count 1e3', '--count "1e3" is not'],
  ['ping --count -1', "To specify an option argument starting with a dash use '--count=-XYZ'."],
  ['ping --count=-1', '--count "-1" is not a whole number from 1 to 1000000.'],
  ['ping --rate 0', '--rate "0" is not a number from 0.001 to 100000.'],
  ['ping --rate 0.000001', '--rate "0.000001" is not a number from 0.001'],
  ['ping --concurrency 1.5', '--concurrency "1.5" is not'],
  ['ping --count 2 --print', '--print is for one request'],
  ['ping --url nonsense', '--url "nonsense" is no address'],
  ['ping --url ftp://example.test', 'is no address'],
  ['ping --url http://user:password@example.test', 'is no address'],
  ['ping --secret=', '--secret is empty: give it a value, or leave it out.'],
  ['--delivery=', '--delivery is empty'],
  ['--file=', '--file is empty'],
  ['fixture --file=', '--file is empty'],
  ['scenario pipeline --branch=', '--branch is empty'],
  ['ping --url=', '--url is empty'],
  ['ping --name=', '--name is empty'],
  ['ping --set=', '--set "" is no PATH=VALUE'],
  ['ping --secret x --no-signature', 'Leave out --secret or --no-signature.'],
  ['ping --tamper --no-signature', 'leave out --no-signature'],
  ['ping --anonymise', '--anonymise is for a fixture alone'],
  ['ping --file x', 'Leave out "ping"'],
  ['--file x --delivery y', 'Leave out --file or --delivery.'],
  ['--file x --status failed', '--status is not for what --file or --delivery gives'],
  ['scenario', 'Say which scenario: pipeline,'],
  ['scenario nope', '"nope" is no scenario: use pipeline,'],
  ['scenario pipeline twice', '"twice" is one word too many.'],
  ['scenario pipeline --count 2', '--count is not for a scenario.'],
  ['fixture', 'Say of what: --delivery ID, or --file FILE.'],
  ['fixture --file x --json', '--json is not for a fixture.'],
])('%j is wrong usage', async (line, message) => {
  const { code, stdout, stderr } = await send(wordsOf(line));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^.+\n--help tells what there is\.\n$/);
});

test('the help tells of every option and scenario, and is asked for anywhere', async () => {
  const { stdout: help } = await send(['--help']);
  for (const line of ['-h', 'scenario nope --help', 'ping --help']) {
    expect(await send(wordsOf(line))).toMatchObject({ code: 0, stdout: help, stderr: '' });
  }
  for (const name of Object.keys(OPTIONS)) expect(help).toContain(`  --${name}`);
  for (const { name, about } of SCENARIOS) {
    expect(help).toContain(name);
    expect(help).toContain(about);
  }
  expect(help.split('\n').every((line) => line.length <= 120)).toBe(true);
});

test.each([
  ['ping', { count: 1, rate: undefined, concurrency: 1 }],
  ['ping --rate 0.001', { count: 1, rate: 0.001, concurrency: 50 }],
  ['ping --rate 0.5', { count: 1, rate: 0.5, concurrency: 50 }],
  ['ping --count 9 --rate 5 --concurrency 2', { count: 9, rate: 5, concurrency: 2 }],
])('%j is sent so often', (line, expected) => {
  const { values, words } = parseArguments(command, wordsOf(line), {});
  expect(parseSendTask(values, words)).toMatchObject(expected);
});
