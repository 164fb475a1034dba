import type { Colors } from 'picocolors/types';
import { textOf, valueAt } from '../../circleci/read';
import { parseBody } from '../../circleci/summary';
import { compactJson } from '../../text/compact-json';
import { escapeJson, escapeLine, escapeLines } from '../../text/escape';
import { isText } from '../../text/is-text';
import { isAccepted, type Outcome } from '../shared/post';

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

/** What to know when an answer calls something a duplicate. */
export const DUPLICATE_TEXT =
  'A duplicate came before, so its handlers do not run again: --set id=… makes it another event, and "Run again" in the inspector runs them.';

/** Tells whether the receiver says that it had this before. */
export function isDuplicate(outcome: Outcome): boolean {
  return valueAt(saidBy(outcome), 'duplicate') === true;
}

/** Gives why the receiver says that it refused this; undefined if it says nothing. */
export function refusalReason(outcome: Outcome): string | undefined {
  return textOf(valueAt(saidBy(outcome), 'reason'));
}

/** Writes a line of JSON. */
export function jsonLine({ label, url, body, outcome, ok }: Sent): string {
  const answer = 'answer' in outcome ? outcome.answer : undefined;
  const line = {
    label,
    url,
    ok,
    status: answer?.status ?? null,
    durationMs: answer === undefined ? null : Number(answer.durationMs.toFixed(1)),
    problem: 'problem' in outcome ? outcome.problem : null,
  };
  const said = answer && (jsonIn(answer.body) ?? JSON.stringify(answer.body.toString('utf8')));
  const event = jsonIn(body) ?? 'null';
  const start = JSON.stringify(line).slice(0, -1);
  return escapeJson(`${start},"answer":${said ?? 'null'},"event":${event}}`);
}

/** Gives the JSON of a body on one line, as it was written; undefined if it is none. */
function jsonIn(body: Buffer): string | undefined {
  return parseBody(body) === undefined ? undefined : compactJson(body.toString('utf8'));
}

/** Writes one request and its answer, at length. */
export function sentAtLength({ label, url, body, outcome }: Sent, colors: Colors): string {
  return [
    `Sent      ${colors.bold(escapeLine(label))}, ${body.length} bytes, to ${escapeLine(url)}`,
    `Answered  ${outcomeText(outcome, colors)}`,
    ...('answer' in outcome ? answerLines(outcome.answer.body) : []),
  ].join('\n');
}

/** Writes one request of a scenario and its answer, on a line. */
export function sentOnALine({ label, outcome, ok }: Sent, colors: Colors): string {
  const mark = ok ? colors.green('ok') : colors.red('!!');
  const says = refusalReason(outcome) ?? (isDuplicate(outcome) ? 'duplicate' : '');
  return `  ${mark}  ${escapeLine(label).padEnd(LABEL_WIDTH)}  ${outcomeText(outcome, colors)}  ${escapeLine(says)}`.trimEnd();
}

function saidBy(outcome: Outcome): unknown {
  return 'answer' in outcome ? parseBody(outcome.answer.body) : undefined;
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
