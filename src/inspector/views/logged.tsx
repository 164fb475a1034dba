import type { JSX } from 'preact';
import type { AttemptLog, LogLine } from '../../delivery/handling';
import { escapeBlock, escapeLine } from '../../text/escape';
import { clock } from '../../text/format';

export interface LoggedProps {
  readonly log: AttemptLog;
  /** Of the attempt. */
  readonly number: number;
}

/** Shows what a handler logged in one attempt. */
export function Logged({ log: { lines, leftOut }, number }: LoggedProps): JSX.Element {
  return (
    <>
      {lines.length > 0 && (
        <pre class="source" role="group" tabIndex={0} aria-label={`Log of attempt ${number}`}>
          {lines.map(shown).join('\n')}
        </pre>
      )}
      {leftOut > 0 && <p class="soft">{missing(leftOut, lines.length > 0)}</p>}
    </>
  );
}

function missing(leftOut: number, isMore: boolean): string {
  const count = `${leftOut}${isMore ? ' more' : ''}`;
  return leftOut === 1
    ? `${count} line that it logged is not kept.`
    : `${count} lines that it logged are not kept.`;
}

function shown({ at, level, text, details }: LogLine): string {
  const mark = level === 'info' ? '' : `${level}: `;
  const below = details === undefined ? '' : `\n${escapeBlock(details)}`;
  return `${clock(new Date(at))}  ${mark}${escapeLine(text)}${below}`;
}
