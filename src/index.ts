import { startApp } from './app';
import { ConfigError, loadConfig } from './config';
import { endOnUnhandledError, stopSignal } from './lifecycle';
import { openLog } from './log/open-log';
import { ListenError } from './server';
import { startUpText, uncheckedWarning } from './start-up-text';
import { StoreError } from './store/delivery-store';

async function main(): Promise<void> {
  const { config, warnings } = loadConfig();
  const { log, flush: flushLog } = openLog(config);
  endOnUnhandledError(flushLog);

  const app = await startApp(config, log);
  log.info(startUpText(config, app));
  for (const warning of [...uncheckedWarning(config), ...warnings]) log.warn(warning);

  const signal = await stopSignal();
  const closed = app.close();
  log.info(`${signal}: stopping, once what is under way is answered. Again to stop at once.`);
  if (!(await closed)) log.warn('Some requests took too long, and were cut off.');
  await flushLog();
  process.exit(0);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError || error instanceof ListenError || error instanceof StoreError) {
    process.stderr.write(`The receiver cannot start:\n${error.message.replace(/^/gm, '  ')}\n`);
    process.exit(1);
  }
  throw error;
});
