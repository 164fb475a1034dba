import { parseArguments } from '../../../src/cli/framework/arguments';
import { flag, text } from '../../../src/cli/framework/options';
import { UsageError } from '../../../src/cli/framework/errors';

const COMMAND = {
  scripts: ['send', 'ping'],
  options: {
    print: flag('print it'),
    json: flag('as JSON'),
    'no-signature': flag('unsigned'),
    'dry-run': flag('do nothing'),
    name: text('NAME', 'a name'),
  },
} as const;

describe('what npm took for itself, for want of a --', () => {
  test.each([
    ['send', { npm_config_print: 'true' }, 'send -- --print'],
    ['ping', { npm_config_print: 'true' }, 'ping -- --print'],
    ['send', { npm_config_name: 'x' }, 'send -- --name'],
    ['send', { npm_config_dry_run: 'true' }, 'send -- --dry-run'],
    ['send', { npm_config_signature: '' }, 'send -- --no-signature'],
  ])('is told of npm run %s with %j', (script, environment, remedy) => {
    const parse = (): unknown =>
      parseArguments(COMMAND, [], { npm_lifecycle_event: script, ...environment });
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(
      /^npm took --(\S+) for itself: put -- before it, as in npm run \S+ -- --\1\.$/,
    );
    expect(parse).toThrow(`npm run ${remedy}.`);
  });

  test.each([
    [{ npm_config_print: '' }],
    [{ npm_config_json: 'true' }], // npm has that option too
    [{ npm_lifecycle_event: 'e2e', npm_config_print: 'true' }], // another project's script
    [{ npm_lifecycle_event: undefined, npm_config_print: 'true' }],
  ])('is nothing with %j', (environment) => {
    const script = { npm_lifecycle_event: 'send', ...environment };
    expect(parseArguments(COMMAND, ['--name', 'x'], script).values).toEqual({ name: 'x' });
  });
});

test.each([
  ['--name=', '--name is empty: give it a value, or leave it out.'],
  ['--name', "Option '--name <value>' argument missing."],
  ['--print=yes', "Option '--print' does not take an argument."],
  ['word', "Unexpected argument 'word'. This command does not take positional arguments."],
])('%s is wrong usage', (argument, message) => {
  const parse = (): unknown => parseArguments(COMMAND, [argument], {});
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(message);
});
