import type { Command } from '../framework/command';
import { OPTIONS } from './options';

export const register: Command<typeof OPTIONS> = {
  scripts: ['register'],
  usage: [
    'npm run register -- [options]                     the project in CIRCLECI_PROJECT',
    'npm run register -- PROJECT PROJECT … [options]   these projects: what it would do, then does it',
  ],
  takesWords: true,
  summary: 'creates, updates, lists or deletes the webhook in CircleCI',
  about: `Creates this project's webhook in CircleCI, or updates the one it made before.
Needs CIRCLECI_TOKEN and CIRCLECI_PROJECT, in .env or the environment. The Secret token is
CIRCLECI_WEBHOOK_SECRET; if that is not set, it is made and written to .env. With projects, as slugs or
addresses, or with --org, it says first what it would do with each, and asks once.`,
  options: OPTIONS,
  exit: { done: 'done', failed: 'not done' },
  run: async ({ values, words }, context) =>
    (await import('./register')).register(values, words, context),
};
