import type { Colors } from 'picocolors/types';
import { eventTitle } from '../circleci/summary';
import { bodySize, type BodyProblem, type Delivery, type Signature } from '../delivery/delivery';
import { withoutSecrets } from '../delivery/secrets';
import { isRebuilt } from '../delivery/rebuilt';
import { isLoopbackAddress } from '../http/loopback';
import { readableHeaders } from '../http/message';
import { escapeLine } from '../text/escape';
import { clock, size } from '../text/format';
import { readableBody } from './readable-body';

const MAX_EVENT_LENGTH = 100;

const BODY_PROBLEMS: Readonly<Record<BodyProblem, string>> = {
  'too-large': '(body refused: larger than BODY_LIMIT)',
  'content-encoding': '(body refused: it has a content-encoding)',
  shortened: '(body not kept whole)',
  'cut-off': '(body cut off: the connection closed before all of it came)',
};

/** Formats a delivery for people: a summary line and, unless it is to be brief, hints, headers and body. */
export function formatPretty(delivery: Delivery, colors: Colors, brief = false): string {
  const shown = withoutSecrets(delivery);
  let text = summary(shown, colors);
  if (brief) return text;
  for (const hint of delivery.hints) text += colors.yellow(`\n  ! ${escapeLine(hint)}`);
  for (const note of delivery.notes) {
    text += colors.dim(`\n  ~ not as documented: ${escapeLine(note)}`);
  }
  for (const [name, value] of readableHeaders(shown.headers)) {
    text += `\n  ${colors.cyan(escapeLine(name))}: ${escapeLine(value)}`;
  }
  return `${text}\n\n  ${bodyText(delivery, '\n  ')}\n`;
}

function summary(delivery: Delivery, colors: Colors): string {
  const { answer, event } = delivery;
  const length = bodySize(delivery);
  const parts = [
    colors.dim(clock(delivery.receivedAt)),
    ...(isRebuilt(delivery)
      ? []
      : [
          `${colors.bold(escapeLine(delivery.method))} ${escapeLine(delivery.url)}`,
          answer === undefined
            ? colors.red('no answer: the sender left')
            : status(answer.status, colors),
        ]),
    ...(answer === undefined ? [] : [`${answer.durationMs.toFixed(1)} ms`]),
    ...(length === undefined ? [] : [size(length)]),
    ...(event === undefined ? [] : [colors.bold(shorten(escapeLine(eventTitle(event))))]),
    verdict(delivery.signature, colors),
    ...(delivery.chosenAnswer === undefined ? [] : [colors.yellow('answer chosen')]),
    ...(delivery.duplicateOf === undefined ? [] : [colors.yellow('duplicate')]),
    ...(delivery.replayOf === undefined
      ? []
      : [colors.cyan(delivery.edited ? 'edited replay' : 'replay')]),
    ...(isThisMachine(delivery.remoteAddress)
      ? []
      : [colors.dim(`from ${delivery.remoteAddress}`)]),
  ];
  return parts.join('  ');
}

function isThisMachine(address: string): boolean {
  return address === '' || isLoopbackAddress(address);
}

/** Shows a body. `newline` begins each line but the first: it keeps what a body says apart from what we write. */
function bodyText(delivery: Delivery, newline: string): string {
  if (delivery.bodyProblem !== undefined) return BODY_PROBLEMS[delivery.bodyProblem];
  if (delivery.body.length === 0) return '(no body)';
  const { text, cut } = readableBody(delivery, newline);
  const whole = size(delivery.body.length);
  return cut ? `${text}${newline}(cut here: the whole body has ${whole})` : text;
}

function shorten(text: string): string {
  return text.length > MAX_EVENT_LENGTH ? `${text.slice(0, MAX_EVENT_LENGTH)}…` : text;
}

function status(code: number, colors: Colors): string {
  if (code >= 500) return colors.red(code);
  return code >= 400 ? colors.yellow(code) : colors.green(code);
}

function verdict(signature: Signature, colors: Colors): string {
  switch (signature.verdict) {
    case 'valid':
      return colors.green('signature valid');
    case 'missing':
      return colors.yellow('signature missing');
    case 'invalid':
      return colors.red(`signature invalid (${signature.reason})`);
    case 'unchecked':
      return colors.dim('signature unchecked');
    case 'rebuilt':
      return colors.cyan('rebuilt from the API');
  }
}
