import { EVENT_TYPES, STATUSES, subjectOf } from '../../circleci/event-types';
import { fail } from '../framework/errors';
import { parseAssignment } from './assign';
import { checkOptions, noMore } from './check-options';
import { given, repetition, settingsOf, signing, targetOf } from './option-values';
import type { SendValues } from './options';
import type { SendTask } from './tasks';

/**
 * Reads what to send, and how.
 *
 * @throws {UsageError} if it cannot be meant
 */
export function parseSendTask(values: SendValues, [type, ...rest]: readonly string[]): SendTask {
  noMore(rest);
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

function sampleContent(values: SendValues, type: string | undefined): SendTask['content'] {
  const known = EVENT_TYPES.find((name) => name === type);
  if (known === undefined) {
    return fail(
      type === undefined
        ? `Say what to send: ${EVENT_TYPES.join(', ')}, or scenario NAME.`
        : `${JSON.stringify(type)} is no type of event: use ${EVENT_TYPES.join(', ')}, or scenario NAME. For any other type, add --set type=….`,
    );
  }
  const { status, job } = values;
  if (known === 'ping') {
    const wrong = (
      ['status', 'provider', 'trigger', 'branch', 'tag', 'project', 'workflow', 'job'] as const
    ).find((name) => values[name] !== undefined);
    if (wrong !== undefined) fail(`A ping has no ${wrong}: leave out --${wrong}.`);
  }
  if (status !== undefined) checkStatus(known, status);
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

function checkStatus(type: string, status: string): void {
  const subject = subjectOf(type);
  const statuses: readonly string[] = STATUSES[subject];
  if (statuses.includes(status)) return;
  fail(
    `${JSON.stringify(status)} is no status of a ${subject}: use ${statuses.join(', ')}, or --set ${subject}.status=… for any other.`,
  );
}
