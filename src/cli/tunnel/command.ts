import type { Command } from '../framework/command';

export const tunnel: Command = {
  scripts: ['tunnel'],
  usage: ['npm run tunnel'],
  summary: 'the receiver with a tunnel of its own',
  about: `Starts the receiver with a tunnel of its own, by ngrok's SDK; the same as TUNNEL=ngrok npm start.
Needs NGROK_AUTHTOKEN, in .env or the environment. NGROK_DOMAIN sets the tunnel's domain;
NGROK_VERIFY=circleci has ngrok's edge check signatures too.`,
  options: {},
  exit: { done: 'stopped by Ctrl-C, SIGTERM or SIGHUP', failed: 'could not start' },
  lasts: true,
  run: async (_given, context) => (await import('./tunnel')).tunnel(context),
};
