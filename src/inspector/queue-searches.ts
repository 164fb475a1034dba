import type { DeliveryStore } from '../store/delivery-store';

/**
 * Lets one search run at a time: each looks at many deliveries between two turns of the event loop, and several at
 * once would hold up what comes in. What needs no search does not wait.
 */
export function queueSearches(list: DeliveryStore['list']): DeliveryStore['list'] {
  let last: Promise<unknown> = Promise.resolve();
  return async function listInQueue(options) {
    if (Object.keys(options.filter ?? {}).length === 0) return list(options);
    const searched = last.then(async () => {
      options.signal?.throwIfAborted();
      return list(options);
    });
    last = searched.catch(() => undefined);
    return searched;
  };
}
