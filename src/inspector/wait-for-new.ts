import type { DeliveryStore, ListOptions, Page } from '../store/delivery-store';
import { Problem } from './problem';

/** Each looks at every change: few need to, and a flood of them would hold up what comes in. */
const MAX_WAITING = 20;

type Waited = ListOptions & { readonly signal: AbortSignal };

/** Makes what lists deliveries once there are any, or at the latest after some milliseconds. */
export function createWaiting(
  store: Pick<DeliveryStore, 'list' | 'onChange'>,
): (options: Waited, ms: number) => Promise<Page> {
  let waiting = 0;
  return async function waitForNew(options, ms) {
    if (waiting >= MAX_WAITING) {
      throw new Problem(503, `${MAX_WAITING} callers wait already: try again later.`);
    }
    waiting += 1;
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    const timer = setTimeout(end, ms);
    options.signal.addEventListener('abort', end);
    try {
      for (;;) {
        const change = nextChange(store, ending.signal); // what comes while looking is looked at next
        const page = await store.list(options);
        options.signal.throwIfAborted();
        if (page.deliveries.length > 0 || ending.signal.aborted) return page;
        await change;
      }
    } finally {
      waiting -= 1;
      clearTimeout(timer);
      options.signal.removeEventListener('abort', end);
      end();
    }
  };
}

/** Resolves at the next change, or at the end of the waiting. */
async function nextChange(
  store: Pick<DeliveryStore, 'onChange'>,
  ending: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stop();
      ending.removeEventListener('abort', done);
      resolve();
    };
    const stop = store.onChange(done);
    ending.addEventListener('abort', done);
    if (ending.aborted) done();
  });
}
