import type { Command } from '../framework/command';
import { OPTIONS } from './options';

export const register: Command<typeof OPTIONS> = {
  scripts: ['register'],
  usage: ['npm run register -- [options]'],
  summary: 'creates, updates, lists or deletes the webhook in CircleCI',
  about: `Creates this project's webhook in CircleCI, or updates the one it made before.
Needs CIRCLECI_TOKEN and CIRCLECI_PROJECT, in .env or the environment. The Secret token is
CIRCLECI_WEBHOOK_SECRET; if that is not set, it is made and written to .env.`,
  options: OPTIONS,
  exit: { done: 'done', failed: 'not done' },
  run: async ({ values }, context) => (await import('./register')).register(values, context),
};
