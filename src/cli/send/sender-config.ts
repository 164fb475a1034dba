import { parseVariables, readEnvironment, wantsColor } from '../../config/config';
import { VARIABLES } from '../../config/environment';

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

const { HOST, CIRCLECI_WEBHOOK_SECRET, PORT, INSPECTOR_PORT } = VARIABLES;

/**
 * Reads it as `loadConfig` does.
 *
 * @throws {ConfigError} where `.env` cannot be read
 */
export function loadSenderConfig(): SenderConfig {
  const environment = readEnvironment();
  const env = parseVariables({ HOST, CIRCLECI_WEBHOOK_SECRET }, environment);
  return {
    color: wantsColor(environment),
    secret: env.CIRCLECI_WEBHOOK_SECRET,
    host: env.HOST,
    port: () => parseVariables({ PORT }, environment).PORT,
    inspectorPort: () =>
      parseVariables({ INSPECTOR_PORT }, environment).INSPECTOR_PORT || undefined,
  };
}
