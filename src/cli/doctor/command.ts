import type { Command } from '../framework/command';
import { OPTIONS } from './options';

export const doctor: Command<typeof OPTIONS> = {
  scripts: ['doctor'],
  usage: ['npm run doctor -- [options]'],
  summary: 'checks the chain from end to end',
  about: `Checks the chain from CircleCI to the running receiver, and says what is broken and how to mend it.
It sends the receiver a signed ping and a forged one, which show in the log and the inspector.
The webhook is looked at if CIRCLECI_TOKEN and CIRCLECI_PROJECT are set.`,
  options: OPTIONS,
  exit: { done: 'all that applies holds', failed: 'something does not' },
  run: async ({ values }, context) => (await import('./doctor')).doctor(values, context),
};
