import type { Command } from '../framework/command';
import { OPTIONS } from './options';

export const live: Command<typeof OPTIONS> = {
  scripts: ['live'],
  usage: ['npm run live -- [options]'],
  summary: 'receiver, tunnel and webhook in one',
  about: `Starts the receiver, has a tunnel lead to it, registers the webhook in CircleCI, and waits for the
first delivery. The tunnel is that of a running ngrok agent (ngrok http 3000) or, with NGROK_AUTHTOKEN,
the app's own. Needs CIRCLECI_TOKEN and CIRCLECI_PROJECT, in .env or the environment.`,
  options: OPTIONS,
  exit: { done: 'stopped by Ctrl-C, SIGTERM or SIGHUP', failed: 'not done' },
  lasts: true,
  run: async ({ values }, context) => (await import('./live')).live(values, context),
};
