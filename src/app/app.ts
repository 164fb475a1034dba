import { createChosenAnswers } from '../answers/chosen-answers';
import type { Config } from '../config/config';
import { createForwards } from './forwards';
import { createCircleCi, type CircleCi } from '../circleci-api/circleci';
import { createExplain, type Explain } from '../dispatch/explain';
import { explainingSoon } from '../dispatch/explain-soon';
import { createHandlerCircleCi } from '../dispatch/handler-circleci';
import type { Dispatcher, DispatcherOptions } from '../dispatch/dispatcher';
import type { Handlers } from '../dispatch/handlers';
import { createDispatcher } from '../dispatch/in-process';
import type { Left } from '../dispatch/task';
import type { AskedCircleCi } from '../inspector/inspector-options';
import { listenInspector } from '../inspector/listen-inspector';
import type { Forward } from '../forward/forward';
import type { Log } from '../log/log';
import { createMinuteCounter, type Counts } from '../log/minute-counter';
import { createPublicAddress, type PublicAddressSource } from '../tunnel/public-address';
import { createReceiver } from '../receiver/receiver';
import type { Storage } from '../receiver/record';
import { attend } from '../recover/attendance';
import { createRecovery, RecoverError, type Recovery } from '../recover/recovery';
import { createReplays } from '../delivery/replays';
import { listen as listenHere, localOrigin, type Closed, type Listen } from '../http/server';
import type { DeliveryStore } from '../store/delivery-store';
import type { LmdbStoreOptions } from '../store/lmdb/folder-store';
import { openLmdbStore } from '../store/lmdb/store';
import { startTunnel } from '../tunnel/start-tunnel';

/** CircleCI waits 10 s for an answer: who has none by then has given up. */
const CLOSE_TIMEOUT_MS = 10_000;

/** How long handlers that run may take, once the receiver has stopped. */
const HANDLERS_CLOSE_TIMEOUT_MS = 10_000;

/** How many duplicates are kept, and how many refused calls and visits. */
const KEPT_OTHERS = 1_000;

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

type CleanUp = () => unknown;

interface StartedStorage extends Storage {
  readonly dispatcher: Dispatcher;
  readonly left: readonly Left[];
  readonly circleCi: CircleCi;
  readonly explain: Explain;
  readonly recovery: Recovery;
  /** Rebuilds what was missed, if that is asked for. */
  readonly recover: () => void;
}

interface StorageParts {
  readonly handlers: Handlers;
  readonly forwards: readonly Forward[];
  readonly publicAddress: PublicAddressSource;
  readonly log: Log;
  readonly cleanUps: CleanUp[];
}

async function startStorage(
  { retention, ...config }: Config,
  { handlers, forwards, publicAddress, log, cleanUps }: StorageParts,
): Promise<StartedStorage | undefined> {
  if (retention === 0) return undefined;
  const store = await openStore(config, {
    tell: (text) => {
      log.warn(text);
    },
    retention: { accepted: retention, duplicates: KEPT_OTHERS, others: KEPT_OTHERS },
  });
  cleanUps.push(store.close);
  const stop = new AbortController();
  cleanUps.push(() => {
    stop.abort();
  });
  const { host, token } = config.circleCi;
  const circleCi = createCircleCi({ host: host.href, token, signal: stop.signal });
  const explain = createExplain(store, circleCi);
  const { maxReruns } = config;
  const runs = await startDispatcher(config, {
    ...{ handlers, forwards },
    circleCiFor: createHandlerCircleCi({ circleCi, explain, store, maxReruns }),
    store,
    log,
    timeoutMs: config.handlerTimeoutMs,
    attempts: config.handlerAttempts,
    concurrency: config.handlerConcurrency,
  });
  const isExplaining = config.explainFailures && token !== undefined;
  const dispatcher = isExplaining ? explainingSoon(runs, { store, explain, log, stop }) : runs;
  cleanUps.push(async () => dispatcher.close(HANDLERS_CLOSE_TIMEOUT_MS));
  const isAlone = config.databaseUrl === undefined; // others may share a Postgres, and have run meanwhile
  const attendance = await attend(isAlone ? config.dataDir : undefined);
  cleanUps.push(attendance.close);
  const parts = { store, dispatcher, publicAddress, attendance, log };
  const recovery = createRecovery({ ...parts, circleCi: config.circleCi });
  cleanUps.push(recovery.close);
  // Before anything new comes in; to be handled once it is clear that no other receiver is running here.
  const left = config.databaseUrl === undefined ? await store.waiting() : [];
  const since = config.circleCi.recover ? await recovery.missedSince() : undefined;
  const recover = (): void => {
    if (since !== undefined) void recoverSince(since, recovery, log);
  };
  return { store, dispatcher, left, circleCi, explain, recovery, recover };
}

async function recoverSince(since: Date, recovery: Recovery, log: Log): Promise<void> {
  try {
    await recovery.start({ since });
  } catch (error) {
    if (!(error instanceof RecoverError)) throw error;
    log.warn(`RECOVER is on, but what was missed cannot be rebuilt. ${error.message}`);
  }
}

/** Starts what shares the work with others, if they share a database; pg-boss is loaded only then. */
async function startDispatcher(
  { databaseUrl: url, role }: Pick<Config, 'databaseUrl' | 'role'>,
  options: DispatcherOptions,
): Promise<Dispatcher> {
  if (url === undefined) return createDispatcher(options);
  const { createPlanner, startWorker } = await import('../dispatch/pg-boss/dispatcher');
  return role === 'receiver' ? createPlanner(options) : startWorker({ ...options, url });
}

/** Opens a Postgres, if one is given; its client is loaded only then. */
async function openStore(
  { databaseUrl: url, dataDir: folder }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  options: Pick<LmdbStoreOptions, 'tell' | 'retention'>,
): Promise<DeliveryStore> {
  if (url === undefined) return openLmdbStore({ folder, ...options });
  const { openPostgresStore } = await import('../store/postgres/store');
  return openPostgresStore({ url, ...options });
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
