import { firstVerified } from '../../../src/cli/live/first-verified';
import type { Delivery } from '../../../src/delivery/delivery';
import { ANSWER, delivery } from '../../support/delivery';
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

function fail(error: unknown): void {
  throw error;
}

const GOES_ON = new AbortController().signal;

test('tells of what came through the tunnel, and not of what this machine sends to an address of its own', async () => {
  const store = await openStore();
  const first = firstVerified(store, GOES_ON, fail);
  await keep(store, { remoteAddress: '192.168.0.7' });
  const id = await keep(store, THROUGH_TUNNEL);
  expect((await within('the first delivery', first))?.id).toBe(id);
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
  const errors: unknown[] = [];
  const first = firstVerified(failing, GOES_ON, (error) => {
    fails = false;
    errors.push(error);
  });
  await keep(store, THROUGH_TUNNEL);
  await keep(store, THROUGH_TUNNEL);
  expect(await first).toBeDefined();
  expect(errors).toEqual([new Error('not now')]);
});

test('ends with the app', async () => {
  const stop = new AbortController();
  const first = firstVerified(await openStore(), stop.signal, fail);
  stop.abort();
  expect(await first).toBeUndefined();
});
