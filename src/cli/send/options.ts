import type { ParseArgsConfig } from 'node:util';

/** What the sender can be asked to do. */
export type Task = 'event' | 'given' | 'scenario' | 'fixture';

type OptionType = NonNullable<ParseArgsConfig['options']>[string];

interface Option extends OptionType {
  /** How its value is called in the help. */
  readonly value?: string;
  readonly about: string;
  readonly for: readonly Task[];
}

const SENDING = ['event', 'given', 'scenario'] as const;
const ONE = ['event', 'given'] as const;

/** All options, in the order of the help. `given` stands for what --file and --delivery send. */
export const OPTIONS = {
  status: {
    type: 'string',
    value: 'STATUS',
    about: 'status of the workflow or job (default: success)',
    for: ['event'],
  },
  provider: {
    type: 'string',
    value: 'KIND',
    about: 'github (the default), github-app, gitlab or bitbucket',
    for: ['event', 'scenario'],
  },
  trigger: {
    type: 'string',
    value: 'KIND',
    about: 'what started the pipeline: push (the default) or api',
    for: ['event', 'scenario'],
  },
  branch: {
    type: 'string',
    value: 'NAME',
    about: 'branch (default: main)',
    for: ['event', 'scenario'],
  },
  tag: {
    type: 'string',
    value: 'NAME',
    about: 'tag, of a tag build',
    for: ['event', 'scenario'],
  },
  project: {
    type: 'string',
    value: 'NAME',
    about: 'project, or organization/project (default: example/shop)',
    for: ['event', 'scenario'],
  },
  workflow: {
    type: 'string',
    value: 'NAME',
    about: "the workflow's name (default: build-and-test)",
    for: ['event', 'scenario'],
  },
  job: {
    type: 'string',
    value: 'NAME',
    about: "the job's name (default: test)",
    for: ['event'],
  },
  name: {
    type: 'string',
    value: 'NAME',
    about: "the webhook's name (default: circleci-webhook)",
    for: ['event', 'scenario'],
  },
  set: {
    type: 'string',
    multiple: true,
    value: 'PATH=VALUE',
    about: 'any field, as in job.number=7; the value is JSON where it can be, else text',
    for: ONE,
  },
  file: {
    type: 'string',
    value: 'FILE',
    about: 'send this: a fixture, a delivery downloaded from the inspector, or else its bytes',
    for: ['given', 'fixture'],
  },
  delivery: {
    type: 'string',
    value: 'ID',
    about: 'send a delivery that the receiver kept, from the inspector at INSPECTOR_PORT',
    for: ['given', 'fixture'],
  },
  url: {
    type: 'string',
    value: 'URL',
    about: 'where to (default: http://127.0.0.1:PORT/, with PORT from .env)',
    for: SENDING,
  },
  secret: {
    type: 'string',
    value: 'SECRET',
    about: 'sign with this (default: CIRCLECI_WEBHOOK_SECRET from .env)',
    for: SENDING,
  },
  'no-signature': {
    type: 'boolean',
    about: 'send no signature, as a webhook without a Secret token does',
    for: ONE,
  },
  tamper: { type: 'boolean', about: 'change the body after signing it', for: ONE },
  count: {
    type: 'string',
    value: 'N',
    about: 'send so many: samples with ids of their own, what --file and --delivery give as it is',
    for: ONE,
  },
  rate: { type: 'string', value: 'N', about: 'start at most so many a second', for: ONE },
  concurrency: {
    type: 'string',
    value: 'N',
    about: 'have at most so many under way (default: 1; with --rate, 50)',
    for: ONE,
  },
  json: {
    type: 'boolean',
    about: 'a line of JSON on standard output for each answer; all else on standard error',
    for: SENDING,
  },
  print: { type: 'boolean', about: 'print it as a curl command, and send nothing', for: ONE },
  anonymise: {
    type: 'boolean',
    about: 'in a fixture, replace names and e-mail addresses of people',
    for: ['fixture'],
  },
  help: {
    type: 'boolean',
    short: 'h',
    about: 'print this',
    for: ['event', 'given', 'scenario', 'fixture'],
  },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;
