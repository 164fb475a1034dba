import type { Command } from '../framework/command';
import { OPTIONS } from './options';

export const replay: Command<typeof OPTIONS> = {
  scripts: ['replay'],
  usage: ['npm run replay -- [filters] [options]'],
  summary: 'replays, forwards, handles again or deletes many deliveries',
  about: `Replays all deliveries that pass the filters, the oldest first, or does something else with them. It says first how
many there are, and the first and last; in a terminal, it asks then. Elsewhere it goes on, but deletes nothing without
--yes. Ctrl-C stops it. It asks the inspector of the receiver that runs, at INSPECTOR_PORT.`,
  options: OPTIONS,
  exit: { done: 'all was done', failed: 'not all was' },
  run: async ({ values }, context) => (await import('./replay')).replayMany(values, context),
};
