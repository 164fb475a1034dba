import type { Colors } from 'picocolors/types';
import type { LogLine } from '../delivery/handling';
import { escapeBlock, escapeLine } from '../text/escape';

/** Formats a text as one line, whatever stands in it, with its details below. */
export function formatNotice(
  { level, text, details }: Omit<LogLine, 'at'>,
  colors: Colors,
): string {
  const shown = escapeLine(text) + (details === undefined ? '' : `\n${escapeBlock(details)}`);
  switch (level) {
    case 'info':
      return shown;
    case 'warn':
      return colors.yellow(`! ${shown}`);
    case 'error':
      return colors.red(shown);
  }
}
