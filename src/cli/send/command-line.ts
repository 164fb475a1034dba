import { parseArgs } from 'node:util';
import { JOB_STATUSES, WORKFLOW_STATUSES } from '../../circleci/events';
import {
  PROVIDERS,
  SAMPLE_TYPES,
  type SampleSettings,
  type SampleType,
} from '../../circleci/samples/settings';
import { parseAssignment, type Assignment } from './assign';
import { OPTIONS, type OptionName, type Task } from './options';
import { SCENARIOS, type Scenario } from './scenarios';

/** Where requests go, and how they are signed. */
export interface Target {
  readonly url: URL | undefined;
  /** Undefined for the configured one. */
  readonly secret: string | undefined;
}

/** What --file and --delivery name. */
export type Given =
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'delivery'; readonly id: string };

export interface SendCommand {
  readonly task: 'send';
  readonly content:
    | { readonly from: 'sample'; readonly type: SampleType; readonly settings: SampleSettings }
    | Given;
  readonly assignments: readonly Assignment[];
  readonly target: Target;
  readonly signed: boolean;
  readonly tampered: boolean;
  readonly count: number;
  /** How many a second; undefined for as fast as they are answered. */
  readonly rate: number | undefined;
  readonly concurrency: number;
  readonly json: boolean;
  readonly print: boolean;
}

export interface ScenarioCommand {
  readonly task: 'scenario';
  readonly scenario: Scenario;
  readonly settings: SampleSettings;
  readonly target: Target;
  readonly json: boolean;
}

export interface FixtureCommand {
  readonly task: 'fixture';
  readonly content: Given;
  readonly anonymised: boolean;
}

export type Command = SendCommand | ScenarioCommand | FixtureCommand | { readonly task: 'help' };

/** Tells what is wrong with a command line, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MAX_COUNT = 1_000_000;
const MAX_RATE = 100_000;
const MAX_CONCURRENCY = 1_000;
const DEFAULT_CONCURRENCY_OF_RATE = 50;

/**
 * Reads a command line.
 *
 * @throws {UsageError} where it cannot be meant
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = split(args);
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

type Values = ReturnType<typeof split>['values'];

function split(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // parseArgs goes on with what does not help here, such as how to begin a positional with a dash.
    const [sentence = ''] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
    return fail(`${sentence.replace(/\.$/, '')}.`);
  }
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

function settingsOf(values: Values): SampleSettings {
  const { branch, tag, project, workflow, name } = values;
  if (branch !== undefined && tag !== undefined) {
    fail('A pipeline is of a branch or of a tag: leave out --branch or --tag.');
  }
  const provider = oneOf('provider', PROVIDERS, values.provider);
  const trigger = oneOf('trigger', ['push', 'api'] as const, values.trigger);
  return {
    ...(provider !== undefined && { provider }),
    ...(trigger !== undefined && { trigger }),
    ...(branch !== undefined && { branch }),
    ...(tag !== undefined && { tag }),
    ...(project !== undefined && { project }),
    ...(workflow !== undefined && { workflow }),
    ...(name !== undefined && { webhook: name }),
  };
}

function given({ file, delivery }: Values): Given | undefined {
  if (file !== undefined && delivery !== undefined) fail('Leave out --file or --delivery.');
  if (file !== undefined) return { from: 'file', path: file };
  return delivery === undefined ? undefined : { from: 'delivery', id: delivery };
}

function targetOf({ url, secret }: Values): Target {
  if (secret === '') fail('--secret is empty; to send no signature, use --no-signature.');
  if (url === undefined) return { url: undefined, secret };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.username !== '') {
    return fail(`--url ${JSON.stringify(url)} is no address as http://127.0.0.1:3000/ is.`);
  }
  return { url: parsed, secret };
}

function signing(values: Values): Pick<SendCommand, 'signed' | 'tampered'> {
  const signed = values['no-signature'] !== true;
  if (!signed && values.secret !== undefined) fail('Leave out --secret or --no-signature.');
  if (!signed && values.tamper === true) {
    fail('--tamper changes what was signed: leave out --no-signature.');
  }
  return { signed, tampered: values.tamper === true };
}

function repetition(values: Values): Pick<SendCommand, 'count' | 'rate' | 'concurrency'> {
  const count = numberOf('count', values.count, 1, MAX_COUNT) ?? 1;
  const rate = numberOf('rate', values.rate, 0, MAX_RATE);
  const concurrency = numberOf('concurrency', values.concurrency, 1, MAX_CONCURRENCY);
  if (values.print === true && count > 1) fail('--print is for one request: leave out --count.');
  return {
    count,
    rate,
    concurrency: concurrency ?? (rate === undefined ? 1 : DEFAULT_CONCURRENCY_OF_RATE),
  };
}

/** @param min the least for a whole number; 0 allows fractions, and is not allowed itself */
function numberOf(
  name: OptionName,
  text: string | undefined,
  min: 0 | 1,
  max: number,
): number | undefined {
  if (text === undefined) return undefined;
  const isNumber = min === 0 ? /^\d+(\.\d+)?$/.test(text) : /^\d+$/.test(text);
  const number = isNumber ? Number(text) : NaN;
  if (number > 0 && number <= max) return number;
  const kind = min === 0 ? 'a number above 0' : 'a whole number from 1';
  return fail(`--${name} ${JSON.stringify(text)} is not ${kind} to ${max}.`);
}

function oneOf<const T extends string>(
  name: OptionName,
  allowed: readonly T[],
  text: string | undefined,
): T | undefined {
  const value = allowed.find((one) => one === text);
  if (text !== undefined && value === undefined) {
    fail(`--${name} ${JSON.stringify(text)} is none of ${allowed.join(', ')}.`);
  }
  return value;
}

function checkOptions(values: Values, task: Task, what: string): void {
  for (const name of Object.keys(values)) {
    const option = Object.entries(OPTIONS).find(([known]) => known === name)?.[1];
    const tasks: readonly Task[] | undefined = option?.for;
    if (tasks !== undefined && !tasks.includes(task)) {
      if (task === 'event') fail(`--${name} is for a fixture alone: begin with the word fixture.`);
      fail(`--${name} is not for ${what}.`);
    }
  }
}

function noMore([extra]: readonly string[]): void {
  if (extra !== undefined) fail(`${JSON.stringify(extra)} is one word too many.`);
}

function fail(message: string): never {
  throw new UsageError(message);
}
