import type { Config } from '../config/config';
import { createCircleCi, type CircleCi } from '../circleci-api/circleci';
import { createExplain, type Explain } from '../dispatch/explain';
import { explainingSoon } from '../dispatch/explain-soon';
import { createHandlerCircleCi } from '../dispatch/handler-circleci';
import type { Dispatcher, DispatcherOptions } from '../dispatch/dispatcher';
import { createDispatcher } from '../dispatch/in-process';
import type { Left } from '../dispatch/task';
import type { Forward } from '../forward/forward';
import type { Storage } from '../receiver/record';
import { attend } from '../recover/attendance';
import { createRecovery, RecoverError, type Recovery } from '../recover/recovery';
import type { LmdbStoreOptions } from '../store/lmdb/folder-store';
import { openLmdbStore } from '../store/lmdb/store';
import type { Handlers } from '../dispatch/handlers';
import type { Log } from '../log/log';
import type { DeliveryStore } from '../store/delivery-store';
import type { PublicAddressSource } from '../tunnel/public-address';

/** How long handlers that run may take, once the receiver has stopped. */
const HANDLERS_CLOSE_TIMEOUT_MS = 10_000;

/** How many duplicates are kept, and how many refused calls and visits. */
const KEPT_OTHERS = 1_000;

export type CleanUp = () => unknown;

/** What keeps deliveries, and all that works on what is kept. */
export interface StartedStorage extends Storage {
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

/**
 * Starts what keeps deliveries, and all that works on what is kept; nothing if nothing is to be kept.
 *
 * @throws {StoreError} if the deliveries cannot be kept
 */
export async function startStorage(
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
