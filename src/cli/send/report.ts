import { z } from 'zod';
import type { Colors } from 'picocolors/types';
import { parseBody } from '../../circleci/summary';
import { escapeJson, escapeLine, escapeLines } from '../../text/escape';
import { isText } from '../../text/is-text';
import { isAccepted, type Outcome } from './post';

/** What was sent, for a line of a report. */
export interface Sent {
  /** What it is, in a few words. */
  readonly label: string;
  readonly url: string;
  readonly body: Buffer;
  readonly outcome: Outcome;
  /** Whether the outcome is as it should be. */
  readonly ok: boolean;
}

const MAX_SHOWN_CHARACTERS = 2_000;
const LABEL_WIDTH = 50;

/** What the receiver says of a delivery beyond the status. */
const answerSchema = z.looseObject({
  reason: z.string().optional(),
  duplicate: z.boolean().optional(),
});

/** What to know where an answer calls something a duplicate. */
export const DUPLICATE_TEXT =
  'A duplicate came before, so its handlers do not run again: --set id=… makes it another event, and "Run again" in the inspector runs them.';

/** Whether the receiver says that it had this before. */
export function isDuplicate(outcome: Outcome): boolean {
  return saidOf(outcome)?.duplicate === true;
}

/** A line of JSON, with the newline at its end. */
export function jsonLine({ label, url, body, outcome, ok }: Sent): string {
  const answer = 'answer' in outcome ? outcome.answer : undefined;
  const line = {
    label,
    url,
    ok,
    status: answer?.status ?? null,
    durationMs: answer === undefined ? null : Number(answer.durationMs.toFixed(1)),
    problem: 'problem' in outcome ? outcome.problem : null,
    answer: answer === undefined ? null : (parseBody(answer.body) ?? answer.body.toString('utf8')),
    event: parseBody(body) ?? null,
  };
  return `${escapeJson(JSON.stringify(line))}\n`;
}

/** One request and its answer, at length. */
export function sentAtLength({ label, url, body, outcome }: Sent, colors: Colors): string {
  const lines = [
    `Sent      ${colors.bold(escapeLine(label))}, ${body.length} bytes, to ${escapeLine(url)}`,
    `Answered  ${outcomeText(outcome, colors)}`,
    ...('answer' in outcome ? answerLines(outcome.answer.body) : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** One request of a scenario and its answer, on a line. */
export function sentOnALine({ label, outcome, ok }: Sent, colors: Colors): string {
  const mark = ok ? colors.green('ok') : colors.red('!!');
  const says = saidOf(outcome)?.reason ?? (isDuplicate(outcome) ? 'duplicate' : '');
  return `  ${mark}  ${escapeLine(label).padEnd(LABEL_WIDTH)}  ${outcomeText(outcome, colors)}  ${escapeLine(says)}`
    .trimEnd()
    .concat('\n');
}

function saidOf(outcome: Outcome): z.output<typeof answerSchema> | undefined {
  return 'answer' in outcome
    ? answerSchema.safeParse(parseBody(outcome.answer.body)).data
    : undefined;
}

function outcomeText(outcome: Outcome, colors: Colors): string {
  if ('problem' in outcome) return colors.red(escapeLine(outcome.problem));
  const { status, reason, durationMs } = outcome.answer;
  const text = escapeLine(`${status} ${reason}`.trim());
  return `${isAccepted(outcome) ? colors.green(text) : colors.yellow(text)} in ${durationMs.toFixed(1)} ms`;
}

function answerLines(body: Buffer): string[] {
  if (body.length === 0) return [];
  if (!isText(body)) return [`  (${body.length} bytes that are no text)`];
  const text = body.toString('utf8');
  const shown = text.slice(0, MAX_SHOWN_CHARACTERS);
  const lines = escapeLines(shown).trimEnd().split('\n');
  return [...lines, ...(shown === text ? [] : ['(there is more)'])].map((line) => `  ${line}`);
}
