import type { Command } from '../framework/command';
import { OPTIONS } from './options';

export const wait: Command = {
  scripts: ['wait'],
  usage: ['npm run wait -- [TYPE] [options]'],
  summary: 'waits for a delivery, and prints it as JSON',
  about: `Waits for the next delivery that passes all that is given, and prints it as the inspector's API has it.
TYPE is short for --type. It asks the inspector of the receiver that runs, at INSPECTOR_PORT.`,
  options: OPTIONS,
  takesWords: true,
  exit: { done: 'it came', failed: 'it did not in time' },
  run: async ({ values, words }, context) =>
    (await import('./wait')).waitForDelivery(values, words, context),
};
