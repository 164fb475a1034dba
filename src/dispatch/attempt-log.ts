import type { AttemptLog, LogLevel, LogLine } from '../delivery/handling';
import type { Origin } from '../log/handler-line';
import type { Log } from '../log/log';
import { describe } from './describe-error';
import type { HandlerContext } from './handlers';
import { runAs } from './stray-error';

/** So much of what an attempt logs is kept with it. */
const MAX_LINES = 50;
const MAX_CHARACTERS = 8_000;

interface AttemptLogger {
  /** What the handler writes to. */
  readonly log: HandlerContext['log'];
  /** Gives what is to be kept of it. What comes later is written, and not kept. */
  readonly end: () => AttemptLog | undefined;
}

/**
 * Makes the log of one run of a handler.
 *
 * @param now gives milliseconds since 1970
 */
export function createAttemptLog(
  log: Pick<Log, 'handler'>,
  origin: Origin,
  now: () => number,
): AttemptLogger {
  const lines: LogLine[] = [];
  let charactersLeft = MAX_CHARACTERS;
  let leftOut = 0;
  let hasEnded = false;

  function keep(line: LogLine): void {
    if (hasEnded) return;
    if (lines.length === MAX_LINES || charactersLeft <= 0) {
      leftOut += 1;
      return;
    }
    lines.push(shortened(line, charactersLeft));
    charactersLeft -= lengthOf(line);
  }

  function write(level: LogLevel, text: unknown, details?: unknown): void {
    const line = {
      ...{ at: now(), level, text: textOf(text) },
      ...(details !== undefined && { details: textOf(details) }),
    };
    // If the log cannot be written, that is no error of the handler.
    runAs(undefined, () => {
      log.handler(origin, line);
    });
    keep(line);
  }

  return {
    log: {
      info(text) {
        for (const one of Array.isArray(text) ? text : [text]) write('info', one);
      },
      warn(text, details) {
        write('warn', text, details);
      },
      error(text, cause) {
        write('error', text, cause);
      },
    },
    end() {
      hasEnded = true;
      return lines.length === 0 ? undefined : { lines, leftOut };
    },
  };
}

/** Makes a text of what is logged: a handler in JavaScript may log anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : describe(value);
}

function lengthOf({ text, details = '' }: LogLine): number {
  return text.length + details.length;
}

function shortened(line: LogLine, most: number): LogLine {
  if (lengthOf(line) <= most) return line;
  const { details, text, ...rest } = line;
  if (details === undefined || text.length >= most) return { ...rest, text: cut(text, most) };
  return { ...rest, text, details: cut(details, most - text.length) };
}

function cut(text: string, most: number): string {
  return `${text.slice(0, most)}…`;
}
