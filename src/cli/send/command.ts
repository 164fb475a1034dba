import type { Command } from '../framework/command';
import { OPTIONS } from './options';

export const send: Command<typeof OPTIONS> = {
  scripts: ['send', 'ping'],
  usage: [
    'npm run send -- TYPE [options]               an event of this type',
    'npm run send -- --file FILE [options]        the body, fixture or delivery in a file',
    'npm run send -- --delivery ID [options]      a delivery that the receiver kept',
    'npm run send -- scenario NAME [options]      several events, as they come in practice',
    'npm run send -- fixture --delivery ID        prints a delivery as a fixture (or with --file FILE)',
    'npm run ping                                 is short for npm run send -- ping',
  ],
  summary: 'sends events of any kind, and scenarios',
  about: 'Sends events as CircleCI does, signed, to a receiver that is running.',
  options: OPTIONS,
  takesWords: true,
  more: async () => (await import('./help')).moreHelp(),
  exit: {
    done: 'all answers were 2xx (in a scenario: as they should be)',
    failed: 'they were not',
  },
  run: async ({ values, words }, context) => (await import('./send')).send(values, words, context),
};
