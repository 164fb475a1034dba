import type { Config } from './config';
import { listenInspector } from './inspector/listen-inspector';
import type { Log } from './log/log';
import { createPublicAddress, type PublicAddressSource } from './public-address';
import { createReceiver } from './receiver/receiver';
import { createReplays } from './replays';
import { listen, reachableHost } from './server';
import type { DeliveryStore } from './store/delivery-store';
import { openLmdbStore } from './store/lmdb-store';
import { startTunnel } from './tunnel/start-tunnel';

/** CircleCI waits 10 s for an answer: who has none by then has given up. */
const CLOSE_TIMEOUT_MS = 10_000;

/** How many refused calls are kept, and visits. */
const KEPT_OTHERS = 1_000;

/** Receiver, store, inspector and tunnel, running. */
export interface App {
  /** Of the receiver. */
  readonly port: number;
  /** Undefined where there is none. */
  readonly inspectorUrl: string | undefined;
  /** Undefined where nothing is kept. */
  readonly store: DeliveryStore | undefined;
  readonly publicAddress: PublicAddressSource;
  /**
   * Answers what is under way first, for at most 10 seconds.
   * @returns whether all of it was answered
   */
  readonly close: () => Promise<boolean>;
}

/**
 * Starts all that a configuration asks for.
 *
 * @throws {ListenError} where a port cannot be had
 * @throws {StoreError} where the deliveries cannot be kept
 */
export async function startApp(config: Config, log: Log): Promise<App> {
  const cleanUps: (() => unknown)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  };
  try {
    const store = await openStore(config);
    if (store !== undefined) cleanUps.push(store.close);

    const replays = createReplays();
    const receiver = await listen(createReceiver({ config, log, replays, store }), config);
    const publicAddress = createPublicAddress();
    const tunnel = startTunnel(config, receiver.port, publicAddress);
    cleanUps.push(tunnel.close);
    let complete = true;
    cleanUps.push(async () => {
      complete = await receiver.close(CLOSE_TIMEOUT_MS);
    });

    const { secrets, inspectorPort, host } = config;
    const circleCiUrl = config.circleCi.host;
    const receiverUrl = `http://${reachableHost(host)}:${receiver.port}`;
    const inspector =
      store === undefined || inspectorPort === undefined
        ? undefined
        : await listenInspector(
            { store, replays, secrets, receiverUrl, publicAddress, circleCiUrl, log },
            inspectorPort,
          );
    if (inspector !== undefined) cleanUps.push(async () => inspector.close(0));

    return {
      port: receiver.port,
      inspectorUrl: inspector && `http://127.0.0.1:${inspector.port}`,
      store,
      publicAddress,
      async close() {
        await closeAll();
        return complete;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function openStore({ dataDir, retention }: Config): Promise<DeliveryStore | undefined> {
  if (retention === 0) return undefined;
  return openLmdbStore({
    folder: dataDir,
    retention: { accepted: retention, others: KEPT_OTHERS },
  });
}
