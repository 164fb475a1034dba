import { inspect } from 'node:util';
import picocolors from 'picocolors';
import type { Delivery } from '../delivery/delivery';
import type { LogLine } from '../delivery/handling';
import { escapeLine } from '../text/escape';
import { formatHandlerJson, formatHandlerLine, type Origin } from './handler-line';
import { formatJsonLine } from './json-line';
import { formatNotice } from './notice';
import type { Output } from './output';
import { formatPretty } from './pretty';

export interface LogOptions {
  readonly format: 'pretty' | 'json';
  readonly color: boolean;
  /** Takes the deliveries. */
  readonly output: Pick<Output, 'write'>;
  /** Takes everything else: another one than `output` if that is read by a program. */
  readonly notices: Pick<Output, 'write'>;
}

/**
 * What `info`, `warn` and `error` write is one line, since texts that come from outside stand in it: a line break is
 * spelled out, as `\n`. Details have as many lines as they need, indented.
 */
export interface Log {
  /** Where the request log writes its entries to. */
  readonly output: Pick<Output, 'write'>;
  /**
   * Formats a delivery as an entry of the log, without the newline at its end.
   *
   * @param options.brief leaves headers, body and hints out
   */
  format(delivery: Delivery, options?: { readonly brief: boolean }): string;
  /** Logs a text, or several lines of our own. */
  info(text: string | readonly string[]): void;
  warn(text: string, details?: string): void;
  /** Logs an error with its cause, which no client ever sees. */
  error(text: string, cause?: unknown): void;
  /** Logs what a handler has to say. */
  handler(origin: Origin, line: LogLine): void;
}

export function createLog({ format, color, output, notices }: LogOptions): Log {
  const colors = picocolors.createColors(color);
  return {
    output,
    format: (delivery, { brief } = { brief: false }) =>
      format === 'json' ? formatJsonLine(delivery, brief) : formatPretty(delivery, colors, brief),
    info(text) {
      notices.write(`${[text].flat().map(escapeLine).join('\n')}\n`);
    },
    warn(text, details) {
      notices.write(
        `${formatNotice({ level: 'warn', text, ...(details && { details }) }, colors)}\n`,
      );
    },
    error(text, cause) {
      const details = typeof cause === 'string' || cause === undefined ? cause : inspect(cause);
      notices.write(
        `${formatNotice({ level: 'error', text, ...(details && { details }) }, colors)}\n`,
      );
    },
    handler(origin, line) {
      const entry =
        format === 'json'
          ? formatHandlerJson(origin, line)
          : formatHandlerLine(origin, line, colors);
      notices.write(`${entry}\n`);
    },
  };
}
