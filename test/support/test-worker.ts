import type { Dispatcher, DispatcherOptions } from '../../src/dispatch/dispatcher';
import type { Handlers } from '../../src/dispatch/handlers';
import { startWorker } from '../../src/dispatch/pg-boss/dispatcher';
import { createLog } from '../../src/log/log';
import type { DeliveryStore } from '../../src/store/delivery-store';
import { afterTest } from './clean-up';
import { openInPostgres } from './postgres';
import { recordingOutput, type RecordingOutput } from './recording-output';
import { deliveriesFor, type Deliveries } from './test-dispatcher';

export interface TestWorker extends Deliveries {
  readonly dispatcher: Dispatcher;
  readonly store: DeliveryStore;
  readonly notices: RecordingOutput;
  /** Ends it, once what runs has ended or so many milliseconds are over. */
  readonly end: () => Promise<void>;
}

/** Starts a dispatcher of a database, which others may work for too, with a store of its own. */
export async function startTestWorker(
  url: string,
  handlers: Handlers,
  options: Partial<DispatcherOptions> & { readonly leaseSeconds?: number } = {},
): Promise<TestWorker> {
  const store = await openInPostgres({ url });
  const notices = recordingOutput();
  const log = createLog({ format: 'json', color: false, output: notices, notices });
  const dispatcher = await startWorker({
    ...{ handlers, store, log, url, timeoutMs: 30_000, attempts: 5, concurrency: 8 },
    random: () => 0,
    ...options,
  });
  const end = afterTest(async () => dispatcher.close(0));
  dispatcher.resume([]);
  return { ...{ dispatcher, store, notices, end }, ...deliveriesFor(dispatcher, store, log) };
}
