import { delivery } from '../../support/delivery';
import { until } from '../../support/until';
import { ACCEPTED, REFUSED, identified, saveMany, urls, type Open } from './store-under-test';

/** Tests how many deliveries are kept, and what is forgotten. */
export function describeRetention(open: Open): void {
  describe('has room', () => {
    test('for the newest accepted, and for the newest others, whatever there are of the other kind', async () => {
      const { store, reopen } = await open({
        retention: { accepted: 5, duplicates: 3, others: 3 },
      });
      await saveMany(store, 8, 'real', ACCEPTED);
      await saveMany(store, 20, 'forged', REFUSED);
      const full = { accepted: 5, others: 3 };
      await until(store, 'as few others', async () => (await store.count()).others === full.others);
      await until(store, 'as few real', async () => (await store.count()).accepted === 5);
      expect(await store.count()).toEqual(full);
      const expected = ['/forged19', '/forged18', '/forged17'].concat([
        '/real7',
        '/real6',
        '/real5',
        '/real4',
        '/real3',
      ]);
      expect(await urls(store)).toEqual(expected);
      expect(await urls(await reopen())).toEqual(expected);
    });

    test('for a call that comes again and again, without its pushing out others or being taken for new', async () => {
      const { store, reopen } = await open({
        retention: { accepted: 3, duplicates: 2, others: 2 },
      });
      const first = await store.save(delivery({ url: '/real' }), identified('1'));
      for (let index = 0; index < 20; index += 1) {
        const again = await store.save(delivery({ url: `/again${index}` }), identified('1'));
        expect(again.duplicateOf).toBe(first.id);
      }
      await until(store, 'only 3 left', async () => (await store.count()).accepted === 3);
      expect(await urls(store)).toEqual(['/again19', '/again18', '/real']);

      await saveMany(store, 3, 'later', ACCEPTED);
      await until(store, 'the first gone', async () => (await store.get(first.id)) === undefined);
      const reopened = await reopen();
      const { duplicateOf } = await reopened.save(delivery(), identified('1'));
      expect(duplicateOf).toBe(first.id); // remembered, though it is no longer kept
    });

    test('for an event again, once it came too long ago', async () => {
      let now = 1_700_000_000_000;
      const { store } = await open({
        retention: { accepted: 1, duplicates: 1, others: 1 },
        clock: () => now,
      });
      const first = await store.save(delivery(), identified('1'));
      await saveMany(store, 1, 'later', ACCEPTED);
      now += 31 * 24 * 60 * 60_000;
      await saveMany(store, 1, 'much later', ACCEPTED);
      await until(store, 'the first gone', async () => (await store.get(first.id)) === undefined);
      expect(await store.save(delivery(), identified('1'))).not.toHaveProperty('duplicateOf');
    });

    test('for no more than that after many that came at once', async () => {
      const { store } = await open({ retention: { accepted: 5, duplicates: 5, others: 5 } });
      await Promise.all(Array.from({ length: 100 }, async () => store.save(delivery(), ACCEPTED)));
      await until(store, 'only 5 left', async () => (await store.count()).accepted === 5);
    });
  });

  describe('forgets', () => {
    test('everything when it is cleared, also events', async () => {
      const { store, reopen } = await open();
      const { id } = await store.save(delivery(), identified('1'));
      await store.save(delivery(), REFUSED);
      await store.clear();
      expect(await store.count()).toEqual({ accepted: 0, others: 0 });
      expect(await store.get(id)).toBeUndefined();
      const again = await reopen();
      expect(await urls(again)).toEqual([]);
      expect(await again.save(delivery(), identified('1'))).not.toHaveProperty('duplicateOf');
    });
  });
}
