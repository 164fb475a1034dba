import type { DeliveryStore } from '../../src/store/delivery-store';

/** Waits until something holds, which is looked at now and after every change of a store. */
export async function until(
  store: Pick<DeliveryStore, 'onChange'>,
  holds: () => Promise<boolean>,
): Promise<void> {
  let wake = (): void => undefined;
  let changes = 0;
  const stop = store.onChange(() => {
    changes += 1;
    wake();
  });
  try {
    for (let seen = changes; !(await holds()); seen = changes) {
      if (changes !== seen) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
  }
}
