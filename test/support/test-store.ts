import type { DeliveryStore } from '../../src/store/delivery-store';
import type { LmdbStoreOptions } from '../../src/store/lmdb/folder-store';
import { openLmdbStore } from '../../src/store/lmdb/store';
import { temporaryFolder } from './temporary-folder';

const open = new Set<DeliveryStore>();

/** Opens a store in a folder of its own. It is closed after the test. */
export async function openStore(options: Partial<LmdbStoreOptions> = {}): Promise<DeliveryStore> {
  const store = await openLmdbStore({
    folder: temporaryFolder(),
    retention: { accepted: 10_000, duplicates: 1_000, others: 1_000 },
    ...options,
  });
  open.add(store);
  return store;
}

/** Closes a store before the test ends. */
export async function closeStore(store: DeliveryStore): Promise<void> {
  open.delete(store);
  await store.close();
}

afterEach(async () => {
  for (const store of open) await closeStore(store);
});
