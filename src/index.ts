import { ConfigError, loadConfig } from './config';
import { endOnUnhandledError, stopSignal } from './lifecycle';
import { openLog } from './log/open-log';
import { createReceiver } from './receiver/receiver';
import { ListenError, listen } from './receiver/server';
import { startUpText, uncheckedWarning } from './start-up-text';

/** CircleCI waits 10 s for an answer: who has none by then has given up. */
const STOP_TIMEOUT_MS = 10_000;

async function main(): Promise<void> {
  const { config, warnings } = loadConfig();
  const { log, flush: flushLog } = openLog(config);
  endOnUnhandledError(flushLog);

  const server = await listen(createReceiver({ config, log }), config);
  log.info(startUpText(config, server.port));
  for (const warning of [...uncheckedWarning(config), ...warnings]) log.warn(warning);

  const signal = await stopSignal();
  const closed = server.close(STOP_TIMEOUT_MS);
  log.info(`${signal}: stopping, once what is under way is answered. Again to stop at once.`);
  if (!(await closed)) log.warn('Some requests took too long, and were cut off.');
  await flushLog();
  process.exit(0);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError || error instanceof ListenError) {
    process.stderr.write(`The receiver cannot start:\n${error.message.replace(/^/gm, '  ')}\n`);
    process.exit(1);
  }
  throw error;
});
