import { onFirstVerified } from '../../../src/cli/live/first-verified';
import type { Delivery } from '../../../src/delivery/delivery';
import type { KeptDelivery } from '../../../src/store/delivery-store';
import { afterTest } from '../../support/clean-up';
import { ANSWER, delivery } from '../../support/delivery';
import { gate } from '../../support/gate';
import { openStore } from '../../support/test-store';
import { within } from '../../support/wait';

const THROUGH_TUNNEL: Partial<Delivery> = {
  remoteAddress: '203.0.113.7',
  headers: [['X-Forwarded-For', '203.0.113.7']],
};

async function keep(
  store: Awaited<ReturnType<typeof openStore>>,
  changes: Partial<Delivery>,
): Promise<string> {
  const { id } = await store.save(delivery({ receivedAt: new Date(), ...changes }), {
    accepted: true,
  });
  await store.recordAnswer(id, ANSWER);
  return id;
}

test('tells of what came through the tunnel, and not of what this machine sends to an address of its own', async () => {
  const store = await openStore();
  const told = new Promise<KeptDelivery>((resolve, reject) => {
    onFirstVerified(store, resolve, reject);
  });
  await keep(store, { remoteAddress: '192.168.0.7' });
  const id = await keep(store, THROUGH_TUNNEL);
  expect((await within('the first delivery', told)).id).toBe(id);
});

test('goes on looking after it could not', async () => {
  const store = await openStore();
  let fails = true;
  const failing = {
    ...store,
    list: async (...args: Parameters<typeof store.list>) => {
      if (!fails) return store.list(...args);
      throw new Error('not now');
    },
  };
  const [failed, told] = [gate('a look that fails'), gate('the first delivery')];
  afterTest(onFirstVerified(failing, told.open, failed.open));
  await keep(store, THROUGH_TUNNEL);
  await failed.opened();
  fails = false;
  await keep(store, THROUGH_TUNNEL);
  await told.opened();
});
