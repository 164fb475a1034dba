import { inspect } from 'node:util';
import picocolors from 'picocolors';
import type { Delivery } from '../delivery/delivery';
import { escapeLines } from '../text/escape';
import { formatJsonLine } from './json-line';
import type { Output } from './output';
import { formatPretty } from './pretty';

export interface LogOptions {
  readonly format: 'pretty' | 'json';
  readonly color: boolean;
  /** Takes the deliveries. */
  readonly output: Pick<Output, 'write'>;
  /** Takes everything else: another one than `output` where that is read by a program. */
  readonly notices: Pick<Output, 'write'>;
}

export interface Log {
  /** Where the request log writes its entries to. */
  readonly output: Pick<Output, 'write'>;
  /**
   * Formats a delivery as an entry of the log, without the newline at its end.
   *
   * @param options.brief leaves headers, body and hints out
   */
  format(delivery: Delivery, options?: { readonly brief: boolean }): string;
  info(text: string): void;
  warn(text: string): void;
  /** Logs an error with its cause, which no client ever sees. */
  error(text: string, cause?: unknown): void;
}

export function createLog({ format, color, output, notices }: LogOptions): Log {
  const colors = picocolors.createColors(color);
  return {
    output,
    format: (delivery, { brief } = { brief: false }) =>
      format === 'json' ? formatJsonLine(delivery, brief) : formatPretty(delivery, colors, brief),
    info(text) {
      notices.write(`${escapeLines(text)}\n`);
    },
    warn(text) {
      notices.write(`${colors.yellow(`! ${escapeLines(text)}`)}\n`);
    },
    error(text, cause) {
      const details = cause === undefined ? '' : `\n${inspect(cause)}`;
      notices.write(`${colors.red(escapeLines(`${text}${details}`))}\n`);
    },
  };
}
