import { parseVariables, readEnvironment, wantsColor } from '../../config/config';
import { environmentSchema } from '../../config/environment';

/**
 * What the sender reads of the configuration. In the folder of another app, variables may be that app's: the
 * others do not matter, and a port only where it is asked for.
 */
export interface SenderConfig {
  /** Undefined where it depends on whether the output is a terminal. */
  readonly color: boolean | undefined;
  /** Undefined where there is none to sign with. */
  readonly secret: string | undefined;
  /** Undefined for all interfaces. */
  readonly host: string | undefined;
  /** @throws {ConfigError} where it is no port */
  readonly port: () => number;
  /**
   * Undefined where there is no inspector.
   *
   * @throws {ConfigError} where it is no port
   */
  readonly inspectorPort: () => number | undefined;
}

const alwaysRead = environmentSchema.pick({
  HOST: true,
  CIRCLECI_WEBHOOK_SECRET: true,
  NO_COLOR: true,
  FORCE_COLOR: true,
  TERM: true,
});
const port = environmentSchema.pick({ PORT: true });
const inspectorPort = environmentSchema.pick({ INSPECTOR_PORT: true });

/**
 * Reads it as `loadConfig` does.
 *
 * @throws {ConfigError} where `.env` cannot be read
 */
export function loadSenderConfig(): SenderConfig {
  const environment = readEnvironment();
  const env = parseVariables(alwaysRead, environment);
  return {
    color: wantsColor(env),
    secret: env.CIRCLECI_WEBHOOK_SECRET,
    host: env.HOST,
    port: () => parseVariables(port, environment).PORT,
    inspectorPort: () => parseVariables(inspectorPort, environment).INSPECTOR_PORT || undefined,
  };
}
