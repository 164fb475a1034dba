import type { Colors } from 'picocolors/types';
import type { LogLine } from '../delivery/handling';
import { escapeJson } from '../text/escape';
import { clock } from '../text/format';
import { formatNotice } from './notice';

/** The handler that logs, and the delivery that it runs on. */
export interface Origin {
  readonly handler: string;
  /** Of the delivery. */
  readonly id: string;
}

/** Formats a handler's line for people: the time, the handler's name and the text. */
export function formatHandlerLine({ handler }: Origin, line: LogLine, colors: Colors): string {
  const time = colors.dim(clock(new Date(line.at)));
  return `${time}  ${colors.cyan(handler)}  ${formatNotice(line, colors)}`;
}

/** Formats it for programs: one line of JSON. */
export function formatHandlerJson(
  { handler, id }: Origin,
  { at, level, text, details }: LogLine,
): string {
  const time = new Date(at).toISOString();
  return escapeJson(
    JSON.stringify({ time, handler, delivery: id, level, text, details: details ?? null }),
  );
}
