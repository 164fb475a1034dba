import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DeliveryStore } from '../delivery-store';
import { openFolder, type FolderStore, type LmdbStoreOptions } from './folder-store';
import { explainRights } from './open';

const CHECK_EVERY_MS = 1_000;

/**
 * Opens a store in a folder, and takes the folder up again if it is deleted and comes back: until then, nothing is
 * kept, and all that is to be is refused.
 *
 * @throws {StoreError} if the folder cannot be used, or what is in it is damaged
 */
export async function openLmdbStore(options: LmdbStoreOptions): Promise<DeliveryStore> {
  const { folder, tell = () => undefined } = options;
  let store = await openFolder(options);
  const rights = await explainRights(folder);
  if (rights !== undefined) tell(rights);
  const listeners = new Set<() => void>();
  const onChange = (): void => {
    for (const listener of listeners) listener();
  };
  store.onChange(onChange);

  let isLost = false;
  let checking = Promise.resolve();
  const timer = setInterval(() => {
    checking = checking.then(check);
  }, CHECK_EVERY_MS).unref();

  async function check(): Promise<void> {
    if (!isLost && store.isThere()) return;
    if (!isLost) {
      isLost = true;
      tell(`DATA_DIR: ${resolve(folder)} was deleted. Nothing can be kept until it is back.`);
    }
    if (!store.isThere() && !(await takeUpAgain())) return;
    isLost = false;
    tell(`DATA_DIR: ${resolve(folder)} is back: deliveries are kept there again.`);
    onChange();
  }

  async function takeUpAgain(): Promise<boolean> {
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) return false;
    await store.close().catch(() => undefined); // LMDB opens a path once
    const opened: FolderStore | undefined = await openFolder(options).catch(() => undefined);
    if (opened === undefined) return false;
    store = opened;
    store.onChange(onChange);
    return true;
  }

  return {
    isReady: async () => Promise.resolve(store.isThere()),
    save: (...given) => store.save(...given),
    recordAnswer: (...given) => store.recordAnswer(...given),
    recordHandling: (...given) => store.recordHandling(...given),
    recordFailure: (...given) => store.recordFailure(...given),
    failure: (id) => store.failure(id),
    recordRerun: (...given) => store.recordRerun(...given),
    reruns: (workflowId) => store.reruns(workflowId),
    waiting: () => store.waiting(),
    get: (id) => store.get(id),
    list: (listed) => store.list(listed),
    count: () => store.count(),
    delete: (id) => store.delete(id),
    clear: () => store.clear(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(timer);
      await checking;
      await store.close();
    },
  };
}
