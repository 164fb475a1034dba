import { JOB_STATUSES, WORKFLOW_STATUSES } from '../../circleci/events';
import { SAMPLE_TYPES } from '../../circleci/samples/settings';
import { checkOptions, splitArguments, type Values } from './arguments';
import { parseAssignment } from './assign';
import type { Command, ScenarioCommand, SendCommand } from './commands';
import { given, repetition, settingsOf, signing, targetOf } from './option-values';
import { SCENARIOS } from './scenarios';
import { fail } from './usage-error';

/**
 * Reads a command line.
 *
 * @throws {UsageError} where it cannot be meant
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = splitArguments(args);
  if (values.help === true) return { task: 'help' };
  const [first, ...rest] = positionals;
  if (first === 'scenario') {
    checkOptions(values, 'scenario', 'a scenario');
    return scenarioCommand(values, rest);
  }
  if (first === 'fixture') {
    checkOptions(values, 'fixture', 'a fixture');
    noMore(rest);
    return {
      task: 'fixture',
      content: given(values) ?? fail('Say of what: --delivery ID, or --file FILE.'),
      anonymised: values.anonymise === true,
    };
  }
  noMore(rest);
  return sendCommand(values, first);
}

function sendCommand(values: Values, type: string | undefined): SendCommand {
  const content = given(values);
  if (content !== undefined && type !== undefined) {
    fail(`Leave out ${JSON.stringify(type)}: what --file and --delivery give has a type already.`);
  }
  checkOptions(
    values,
    content === undefined ? 'event' : 'given',
    'what --file or --delivery gives; change it with --set',
  );
  return {
    task: 'send',
    content: content ?? sampleContent(values, type),
    assignments: (values.set ?? []).map(
      (text) =>
        parseAssignment(text) ??
        fail(`--set ${JSON.stringify(text)} is no PATH=VALUE, as in --set job.number=7.`),
    ),
    target: targetOf(values),
    ...signing(values),
    ...repetition(values),
    json: values.json === true,
    print: values.print === true,
  };
}

function sampleContent(values: Values, type: string | undefined): SendCommand['content'] {
  const known = SAMPLE_TYPES.find((name) => name === type);
  if (known === undefined) {
    return fail(
      type === undefined
        ? `Say what to send: ${SAMPLE_TYPES.join(', ')}, or scenario NAME.`
        : `${JSON.stringify(type)} is no type of event: use ${SAMPLE_TYPES.join(', ')}, or scenario NAME. For any other type, add --set type=….`,
    );
  }
  const { status, job } = values;
  if (known === 'ping') {
    const wrong = (
      ['status', 'provider', 'trigger', 'branch', 'tag', 'project', 'workflow', 'job'] as const
    ).find((name) => values[name] !== undefined);
    if (wrong !== undefined) fail(`A ping has no ${wrong}: leave out --${wrong}.`);
  }
  const statuses: readonly string[] = known === 'job-completed' ? JOB_STATUSES : WORKFLOW_STATUSES;
  if (status !== undefined && !statuses.includes(status)) {
    const subject = known === 'job-completed' ? 'job' : 'workflow';
    fail(
      `${JSON.stringify(status)} is no status of a ${subject}: use ${statuses.join(', ')}, or --set ${subject}.status=… for any other.`,
    );
  }
  return {
    from: 'sample',
    type: known,
    settings: {
      ...settingsOf(values),
      ...(status !== undefined && { status }),
      ...(job !== undefined && { job }),
    },
  };
}

function scenarioCommand(values: Values, [name, ...rest]: readonly string[]): ScenarioCommand {
  noMore(rest);
  const names = SCENARIOS.map((scenario) => scenario.name).join(', ');
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) {
    return fail(
      name === undefined
        ? `Say which scenario: ${names}.`
        : `${JSON.stringify(name)} is no scenario: use ${names}.`,
    );
  }
  return {
    task: 'scenario',
    scenario,
    settings: settingsOf(values),
    target: targetOf(values),
    json: values.json === true,
  };
}

function noMore([extra]: readonly string[]): void {
  if (extra !== undefined) fail(`${JSON.stringify(extra)} is one word too many.`);
}
