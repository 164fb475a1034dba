import type { Handling } from '../../../src/delivery/handling';
import type { SaveOptions } from '../../../src/store/delivery-store';
import { delivery } from '../../support/delivery';
import { until } from '../../support/until';
import { ACCEPTED, identified, saveMany, urls, type Open } from './store-under-test';

/** Tests what waits to be handled. */
export function describeHandling(open: Open): void {
  describe('knows what is to be handled', () => {
    const WAITING: Handling = {
      handler: 'ping',
      state: 'waiting',
      attempts: [],
      next: { number: 1, at: 1_700_000_000_000 },
    };
    const DONE: Handling = {
      handler: 'ping',
      state: 'done',
      attempts: [{ number: 1, startedAt: 1_700_000_000_000, durationMs: 1.5 }],
    };
    const toHandle = (...handlings: Handling[]): SaveOptions => ({ accepted: true, handlings });

    test('until all of it is, the oldest first, also through a restart', async () => {
      const { store, reopen } = await open();
      const other = { ...WAITING, handler: 'any' };
      const { id: first } = await store.save(delivery(), toHandle(WAITING, other));
      const { id: second } = await store.save(delivery(), toHandle(WAITING));
      await store.save(delivery(), ACCEPTED);
      expect(await store.waiting()).toEqual([
        { id: first, handlings: [WAITING, other] },
        { id: second, handlings: [WAITING] },
      ]);

      await store.recordHandling(first, DONE);
      await store.recordHandling(second, { ...DONE, state: 'failed' });
      const left = [{ id: first, handlings: [other, DONE] }];
      expect(await store.waiting()).toEqual(left);
      const again = await reopen();
      expect(await again.waiting()).toEqual(left);
      expect((await again.get(first))?.handlings).toEqual([other, DONE]);
      const { deliveries } = await again.list({ limit: 10, filter: { handling: 'failed' } });
      expect(deliveries.map(({ id }) => id)).toEqual([second]);
      await again.recordHandling(first, { ...DONE, handler: 'any' });
      expect(await again.waiting()).toEqual([]);
    });

    test('of duplicates, nothing', async () => {
      const { store } = await open();
      const options = { ...identified('same'), handlings: [WAITING] };
      const { id } = await store.save(delivery(), options);
      const { id: duplicate } = await store.save(delivery(), options);
      expect((await store.get(duplicate))?.handlings).toEqual([]);
      expect(await store.waiting()).toEqual([{ id, handlings: [WAITING] }]);
    });

    test('and keeps it until then, whatever the retention is', async () => {
      const { store } = await open({ retention: { accepted: 2, duplicates: 2, others: 2 } });
      const { id } = await store.save(delivery({ url: '/waiting' }), toHandle(WAITING));
      await saveMany(store, 5, 'later', ACCEPTED);
      await until(store, 'only 3 left', async () => (await store.count()).accepted === 3);
      expect(await urls(store)).toEqual(['/later4', '/later3', '/waiting']);
      await store.recordHandling(id, DONE);
      await store.save(delivery({ url: '/last' }), ACCEPTED);
      await until(store, 'only 2 left', async () => (await store.count()).accepted === 2);
      expect(await urls(store)).toEqual(['/last', '/later4']);
    });

    test('and forgets it with the deliveries', async () => {
      const { store } = await open();
      const { id } = await store.save(delivery(), toHandle(WAITING));
      await store.clear();
      await store.recordHandling(id, DONE);
      expect(await store.waiting()).toEqual([]);
      expect(await store.get(id)).toBeUndefined();
    });
  });
}
