import { loadConfig, type LoadedConfig } from '../config/config';
import { ConfigError } from '../config/config-error';
import { OWN_VARIABLES } from '../config/read-environment';
import { ListenError } from '../http/server';
import { StoreError } from '../store/delivery-store';
import { parseStartArguments } from './arguments';
import { runApp, type RunOptions } from './run-app';

/** Runs the app, and with its end ends the process. */
export function main(options?: RunOptions): void {
  runApp({ load, ...options }).then(
    () => process.exit(0),
    (error: unknown) => {
      if (
        error instanceof ConfigError ||
        error instanceof ListenError ||
        error instanceof StoreError
      ) {
        process.stderr.write(`The receiver cannot start:\n${error.message.replace(/^/gm, '  ')}\n`);
        process.exit(1);
      }
      throw error;
    },
  );
}

/** Loads the configuration, in which arguments outrank the environment. */
function load(): LoadedConfig {
  const environment = {
    ...OWN_VARIABLES.environment,
    ...parseStartArguments(process.argv.slice(2)),
  };
  return loadConfig({ ...OWN_VARIABLES, environment });
}
