import '../config/require-node';
import { loadConfig, type LoadedConfig } from '../config/config';
import { runApp } from '../app/run-app';
import { runUntilEnd } from './run-until-end';

const USAGE = `Usage: npm run tunnel

Starts the receiver with a tunnel of its own, by ngrok's SDK; the same as TUNNEL=ngrok npm start.
Needs NGROK_AUTHTOKEN, in .env or the environment. NGROK_DOMAIN sets the tunnel's domain;
NGROK_VERIFY=circleci has ngrok's edge check signatures too.

  -h, --help       show this

Exit code: 0 stopped by Ctrl-C, SIGTERM or SIGHUP, 1 could not start, 2 wrong usage.
`;

function loadWithTunnel(): LoadedConfig {
  const { config, warnings, sources } = loadConfig();
  return { config: { ...config, tunnel: { ...config.tunnel, own: true } }, warnings, sources };
}

runUntilEnd({ usage: USAGE, options: {} }, async () => runApp({ load: loadWithTunnel }));
