import { PROVIDERS, TRIGGERS, type SampleSettings } from '../../circleci/samples/settings';
import { fail } from '../framework/errors';
import { parseWebUrl } from '../framework/web-url';
import type { OptionName, SendValues } from './options';
import type { Given, SendTask, Target } from './tasks';

/* What options mean. Each of these throws a UsageError if a value cannot be meant. */

const MAX_COUNT = 1_000_000;
/** The last of MAX_CONCURRENCY waits no longer then than setTimeout can. */
const MIN_RATE = 0.001;
const MAX_RATE = 100_000;
const MAX_CONCURRENCY = 1_000;
const DEFAULT_CONCURRENCY_OF_RATE = 50;

/** Reads what samples are to be about. */
export function settingsOf(values: SendValues): SampleSettings {
  const { branch, tag, project, workflow, name } = values;
  if (branch !== undefined && tag !== undefined) {
    fail('A pipeline is of a branch or of a tag: leave out --branch or --tag.');
  }
  const provider = oneOf('provider', PROVIDERS, values.provider);
  const trigger = oneOf('trigger', TRIGGERS, values.trigger);
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

/** Reads what --file or --delivery names; undefined if neither is given. */
export function given({ file, delivery }: SendValues): Given | undefined {
  if (file !== undefined && delivery !== undefined) fail('Leave out --file or --delivery.');
  if (file !== undefined) return { from: 'file', path: file };
  return delivery === undefined ? undefined : { from: 'delivery', id: delivery };
}

/** Reads where to send to, and what to sign with. */
export function targetOf({ url, secret }: SendValues): Target {
  return { url: url === undefined ? url : parseWebUrl(url, 'http://127.0.0.1:3000/'), secret };
}

/** Reads whether to sign, and whether to change the body afterwards. */
export function signing(values: SendValues): Pick<SendTask, 'signed' | 'tampered'> {
  const signed = values['no-signature'] !== true;
  if (!signed && values.secret !== undefined) fail('Leave out --secret or --no-signature.');
  if (!signed && values.tamper === true) {
    fail('--tamper changes what was signed: leave out --no-signature.');
  }
  return { signed, tampered: values.tamper === true };
}

/** Reads how often to send, and how fast. */
export function repetition(values: SendValues): Pick<SendTask, 'count' | 'rate' | 'concurrency'> {
  const count = numberOf('count', values.count, 1, MAX_COUNT) ?? 1;
  const rate = numberOf('rate', values.rate, MIN_RATE, MAX_RATE);
  const concurrency = numberOf('concurrency', values.concurrency, 1, MAX_CONCURRENCY);
  if (values.print === true && count > 1) fail('--print is for one request: leave out --count.');
  return {
    count,
    rate,
    concurrency: concurrency ?? (rate === undefined ? 1 : DEFAULT_CONCURRENCY_OF_RATE),
  };
}

/** Reads a number. If `least` is a whole one, no other is allowed. */
function numberOf(
  name: OptionName,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const isWhole = Number.isInteger(least);
  const isNumber = (isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(text);
  const number = isNumber ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  const kind = isWhole ? 'a whole number' : 'a number';
  return fail(`--${name} ${JSON.stringify(text)} is not ${kind} from ${least} to ${most}.`);
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
