import type { Command } from '../framework/command';
import { OPTIONS } from './options';

export const recover: Command<typeof OPTIONS> = {
  scripts: ['recover'],
  usage: ['npm run recover -- [options]'],
  summary: 'rebuilds missed events from what CircleCI knows',
  about: `Has the receiver that runs ask CircleCI for the workflows and jobs that ended, and rebuild the event of each
that was missed. The receiver needs CIRCLECI_TOKEN and CIRCLECI_PROJECT, and goes on if this is
interrupted. Run again, it rebuilds nothing twice.`,
  options: OPTIONS,
  exit: { done: 'done', failed: 'not done, or not all of it' },
  run: async ({ values }, context) => (await import('./recover')).recoverMissed(values, context),
};
