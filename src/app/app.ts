import { createChosenAnswers } from '../answers/chosen-answers';
import type { Config } from '../config/config';
import { createForwards } from './forwards';
import type { Handlers } from '../dispatch/handlers';
import type { AskedCircleCi } from '../inspector/inspector-options';
import { listenInspector } from '../inspector/listen-inspector';
import type { Log } from '../log/log';
import { createMinuteCounter, type Counts } from '../log/minute-counter';
import { createPublicAddress, type PublicAddressSource } from '../tunnel/public-address';
import { createReceiver } from '../receiver/receiver';
import { createReplays } from '../delivery/replays';
import { listen as listenHere, localOrigin, type Closed, type Listen } from '../http/server';
import type { DeliveryStore } from '../store/delivery-store';
import { startStorage, type CleanUp, type StartedStorage } from './start-storage';
import { startTunnel } from '../tunnel/start-tunnel';

/** CircleCI waits 10 s for an answer: who has none by then has given up. */
const CLOSE_TIMEOUT_MS = 10_000;

/** Receiver, store, inspector and tunnel, running. */
export interface App {
  /** Of the receiver. */
  readonly port: number;
  /** Undefined if there is none. */
  readonly inspectorUrl: string | undefined;
  /** Undefined if nothing is kept. */
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
 * @throws {ListenError} if a port cannot be had
 * @throws {StoreError} if the deliveries cannot be kept
 */
export async function startApp(
  config: Config,
  handlers: Handlers,
  log: Log,
  listen: Listen = listenHere,
): Promise<App> {
  const cleanUps: CleanUp[] = [];
  const closeAll = async (): Promise<void> => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  };
  try {
    const publicAddress = createPublicAddress();
    const forwards = createForwards(config, publicAddress, log);
    const parts = { handlers, forwards, publicAddress, log, cleanUps };
    const storage = await startStorage(config, parts);

    const replays = createReplays();
    const answers = createChosenAnswers(log);
    const { listener, classes } = createReceiver({ config, log, replays, answers, storage });
    const onClosed = createMinuteCounter<Closed>((counts) => {
      for (const text of closedTexts(counts)) log.warn(text);
    });
    const receiver = await listen(listener, { ...config, classes, onClosed });
    if (config.role !== 'worker') {
      cleanUps.push(startTunnel(config, receiver.port, publicAddress).close);
    }
    let complete = true;
    cleanUps.push(async () => {
      complete = await receiver.close(CLOSE_TIMEOUT_MS);
    });
    cleanUps.push(answers.end);

    const { secrets, inspectorPort, host } = config;
    const circleCiUrl = config.circleCi.host;
    const receiverUrl = localOrigin({ host, port: receiver.port });
    const inspector =
      storage === undefined || inspectorPort === undefined
        ? undefined
        : await listenInspector(
            {
              ...{
                ...storage,
                replays,
                answers,
                secrets,
                receiverUrl,
                publicAddress,
                circleCiUrl,
                log,
              },
              asked: askedIn(config, storage),
            },
            inspectorPort,
            listen,
          );
    if (inspector !== undefined) cleanUps.push(async () => inspector.close(0));

    storage?.dispatcher.resume(storage.left);
    storage?.recover();
    return {
      port: receiver.port,
      inspectorUrl: inspector && `http://127.0.0.1:${inspector.port}`,
      store: storage?.store,
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

function askedIn(
  { circleCi: { token }, explainFailures }: Config,
  { circleCi, explain }: Pick<StartedStorage, 'circleCi' | 'explain'>,
): AskedCircleCi {
  const isPossible = token !== undefined;
  return { circleCi, explain, isPossible, isSoon: isPossible && explainFailures };
}

function closedTexts(counts: Counts<Closed>): string[] {
  const { silent = 0, slow = 0, tls, large, malformed } = counts;
  const unreadable = [
    tls && `${tls} of TLS (this port has plain HTTP: the address begins with http://)`,
    large && `${large} with headers over 17 kB (431)`,
    malformed && `${malformed} malformed (400)`,
  ].filter((text) => text !== undefined);
  return [
    ...(silent + slow > 0
      ? [
          `There were too many connections at once: ${silent + slow} were closed to make room, ${silent} that had sent nothing and ${slow} that were slow.`,
        ]
      : []),
    ...(unreadable.length > 0
      ? [`Node answered what is no request here: ${unreadable.join(', ')}.`]
      : []),
  ];
}
