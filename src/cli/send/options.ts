import { PROVIDERS, TRIGGERS } from '../../circleci/samples/settings';
import type { Values } from '../framework/command';
import { flag, text, texts, type Option } from '../framework/options';

/** What the sender can be asked for. */
export type Subject = 'event' | 'given' | 'scenario' | 'fixture';

const EVENT: readonly Subject[] = ['event'];
const SAMPLES: readonly Subject[] = ['event', 'scenario'];
const GIVEN: readonly Subject[] = ['given', 'fixture'];
const FIXTURE: readonly Subject[] = ['fixture'];
const SENDING: readonly Subject[] = ['event', 'given', 'scenario'];
const ONE: readonly Subject[] = ['event', 'given'];

function only<O extends Option>(
  subjects: readonly Subject[],
  option: O,
): O & { readonly for: readonly Subject[] } {
  return { ...option, for: subjects };
}

/** All options, in the order of the help. `given` stands for what --file and --delivery send. */
export const OPTIONS = {
  status: only(EVENT, text('STATUS', 'status of the workflow or job (default: success)')),
  provider: only(SAMPLES, text('KIND', `${PROVIDERS.join(', ')} (default: github)`)),
  trigger: only(
    SAMPLES,
    text('KIND', `what started the pipeline: ${TRIGGERS.join(', ')} (default: push)`),
  ),
  branch: only(SAMPLES, text('NAME', 'branch (default: main)')),
  tag: only(SAMPLES, text('NAME', 'tag, of a tag build')),
  project: only(SAMPLES, text('NAME', 'project, or organization/project (default: example/shop)')),
  workflow: only(SAMPLES, text('NAME', "the workflow's name (default: build-and-test)")),
  job: only(EVENT, text('NAME', "the job's name (default: test)")),
  name: only(SAMPLES, text('NAME', "the webhook's name (default: circleci-webhook)")),
  set: only(
    ONE,
    texts('PATH=VALUE', 'any field, as in job.number=7; the value is JSON if it can be, else text'),
  ),
  file: only(
    GIVEN,
    text(
      'FILE',
      'send this: a fixture, a delivery downloaded from the inspector, or an event, byte for byte',
    ),
  ),
  delivery: only(
    GIVEN,
    text('ID', 'send a delivery that the receiver kept, from the inspector at INSPECTOR_PORT'),
  ),
  url: only(
    SENDING,
    text('URL', 'where to (default: http://127.0.0.1:PORT/, with PORT from .env)'),
  ),
  secret: only(
    SENDING,
    text('SECRET', 'sign with this (default: CIRCLECI_WEBHOOK_SECRET from .env)'),
  ),
  'no-signature': only(ONE, flag('send no signature, as a webhook without a Secret token does')),
  tamper: only(ONE, flag('change the body after signing it')),
  count: only(
    ONE,
    text(
      'N',
      'send so many: samples with ids of their own, what --file and --delivery give as it is',
    ),
  ),
  rate: only(ONE, text('N', 'start at most so many a second')),
  concurrency: only(ONE, text('N', 'have at most so many under way (default: 1; with --rate, 50)')),
  json: only(
    SENDING,
    flag('a line of JSON on standard output for each answer; all else on standard error'),
  ),
  print: only(ONE, flag('print it as a curl command, and send nothing')),
  anonymise: only(FIXTURE, flag('in a fixture, replace names and e-mail addresses of people')),
};

export type OptionName = keyof typeof OPTIONS;

/** The values of the options that were given. */
export type SendValues = Values<typeof OPTIONS>;
