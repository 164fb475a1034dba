import { announceAddress } from './announce-address';
import { startApp, type App } from './app';
import { loadConfig, type Config, type LoadedConfig } from '../config/config';
import { handlerWarnings } from '../dispatch/handlers';
import { tellStrayError } from '../dispatch/stray-error';
import { loadHandlers } from './load-handlers';
import { endOnUnhandledError, stopSignal, type StopSignal } from './lifecycle';
import type { Listen } from '../http/server';
import type { Log } from '../log/log';
import { openLog } from '../log/open-log';
import { isAbortError } from '../text/is-abort-error';
import { startUpText, uncheckedWarning } from './start-up-text';

export interface RunningApp {
  readonly app: App;
  readonly config: Config;
  readonly log: Log;
  /** Aborted once the app is to stop. */
  readonly stopping: AbortSignal;
  /** Resolves at that time. */
  readonly stopped: Promise<StopSignal>;
}

export interface RunOptions {
  /** Loads the configuration. */
  readonly load?: () => LoadedConfig | Promise<LoadedConfig>;
  /** Starts the servers. */
  readonly listen?: Listen;
  /** Whether a person is told what to do next. */
  readonly steps?: boolean;
  /**
   * Runs beside the app, which closes once both are done.
   * @throws AbortError if it was ended by `stopping`, and there is nothing to be done
   */
  readonly attend?: (running: RunningApp) => Promise<void>;
}

/**
 * Runs the app until a signal ends it.
 *
 * @throws what `startApp`, the configuration and `attend` throw otherwise; the app is closed then
 */
export async function runApp({
  load = loadConfig,
  listen,
  steps = true,
  attend,
}: RunOptions = {}): Promise<void> {
  const { config, warnings, sources } = await load();
  const { log, flush: flushLog, ignoreWriteErrors } = openLog(config);
  let closeStore = (): Promise<void> | undefined => undefined;
  // A process that ends in the middle of a commit of LMDB may crash over it.
  const settle = async (): Promise<unknown> => Promise.allSettled([flushLog(), closeStore()]);
  endOnUnhandledError(settle, (error) => tellStrayError(error, log));

  const handlers = loadHandlers(config.handlers);
  const app = await startApp(config, handlers, log, listen);
  closeStore = () => app.store?.close();
  const stop = new AbortController();
  const stopped = stopSignal().then((signal) => {
    if (signal === 'SIGHUP') ignoreWriteErrors(); // the terminal is closed
    stop.abort();
    log.info(`${signal}: stopping, once what is under way is done. Again to stop at once.`);
    return signal;
  });
  log.info(startUpText(config, sources, app, { steps }).split('\n'));
  for (const warning of [...uncheckedWarning(config), ...warnings, ...handlerWarnings(handlers)]) {
    log.warn(warning);
  }
  announceAddress(app.publicAddress, config, log, attend !== undefined);

  try {
    await attend?.({ app, config, log, stopping: stop.signal, stopped });
    await stopped;
  } catch (error) {
    if (!stop.signal.aborted || !isAbortError(error)) {
      await app.close();
      await flushLog();
      throw error;
    }
  }
  if (!(await app.close())) log.warn('Some requests took too long, and were cut off.');
  await flushLog();
}
