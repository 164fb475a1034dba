import { ConfigError, loadConfig, type Config } from './config';
import { listenInspector } from './inspector/listen-inspector';
import { endOnUnhandledError, stopSignal } from './lifecycle';
import type { Log } from './log/log';
import { openLog } from './log/open-log';
import { createReceiver } from './receiver/receiver';
import { createReplays, type Replays } from './replays';
import { ListenError, listen, reachableHost, type RunningServer } from './server';
import { startUpText, uncheckedWarning } from './start-up-text';
import { StoreError, type DeliveryStore } from './store/delivery-store';
import { openLmdbStore } from './store/lmdb-store';

/** CircleCI waits 10 s for an answer: who has none by then has given up. */
const STOP_TIMEOUT_MS = 10_000;

/** How many refused calls are kept, and visits. */
const KEPT_OTHERS = 1_000;

async function main(): Promise<void> {
  const { config, warnings } = loadConfig();
  const { log, flush: flushLog } = openLog(config);
  endOnUnhandledError(flushLog);

  const store = await openStore(config);
  const replays = createReplays();
  const server = await listen(createReceiver({ config, log, replays, store }), config);
  const inspector = await openInspector(config, { store, replays, log, receiverPort: server.port });
  log.info(startUpText(config, server.port, inspector?.port));
  for (const warning of [...uncheckedWarning(config), ...warnings]) log.warn(warning);

  const signal = await stopSignal();
  const closed = server.close(STOP_TIMEOUT_MS);
  log.info(`${signal}: stopping, once what is under way is answered. Again to stop at once.`);
  if (!(await closed)) log.warn('Some requests took too long, and were cut off.');
  await inspector?.close(0);
  await store?.close();
  await flushLog();
  process.exit(0);
}

async function openStore({ dataDir, retention }: Config): Promise<DeliveryStore | undefined> {
  if (retention === 0) return undefined;
  return openLmdbStore({
    folder: dataDir,
    retention: { accepted: retention, others: KEPT_OTHERS },
  });
}

interface Parts {
  readonly store: DeliveryStore | undefined;
  readonly replays: Replays;
  readonly log: Log;
  readonly receiverPort: number;
}

async function openInspector(
  { host, secrets, inspectorPort }: Config,
  { store, replays, log, receiverPort }: Parts,
): Promise<RunningServer | undefined> {
  if (store === undefined || inspectorPort === undefined) return undefined;
  const receiverUrl = `http://${reachableHost(host)}:${receiverPort}`;
  return listenInspector({ store, replays, secrets, receiverUrl, log }, inspectorPort);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError || error instanceof ListenError || error instanceof StoreError) {
    process.stderr.write(`The receiver cannot start:\n${error.message.replace(/^/gm, '  ')}\n`);
    process.exit(1);
  }
  throw error;
});
