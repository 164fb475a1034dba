import type { DeliveryStore } from '../../src/store/delivery-store';
import type { LmdbStoreOptions } from '../../src/store/lmdb/folder-store';
import { openLmdbStore } from '../../src/store/lmdb/store';
import { afterTest } from './clean-up';
import { temporaryFolder } from './temporary-folder';

/** Opens a store in a folder of its own. It is closed after the test, unless that closes it. */
export async function openStore(options: Partial<LmdbStoreOptions> = {}): Promise<DeliveryStore> {
  const store = await openLmdbStore({
    folder: temporaryFolder(),
    retention: { accepted: 10_000, duplicates: 1_000, others: 1_000 },
    ...options,
  });
  return { ...store, close: afterTest(async () => store.close()) };
}
