import { planned } from '../../../src/dispatch/progress';
import { ANSWER, delivery } from '../../support/delivery';
import { ACCEPTED, REFUSED, identified, unanswered, urls, type Open } from './store-under-test';

/** Tests that one delivery can be deleted. */
export function describeDeleting(open: Open): void {
  describe('deletes', () => {
    test('one, with its event and what waits to be done with it, and no other', async () => {
      const { store, reopen } = await open();
      const options = { ...identified('1'), handlings: [planned('ping', 1)] };
      const { id } = await store.save(unanswered({ url: '/first' }), options);
      const duplicate = await store.save(delivery({ url: '/again' }), identified('1'));
      const refused = await store.save(delivery({ url: '/refused' }), REFUSED);
      const deleted = await Promise.all([store.delete(id), store.delete(id)]);
      expect(deleted.sort()).toEqual([false, true]);
      await store.recordAnswer(id, ANSWER);
      const again = await reopen();
      expect(await urls(again)).toEqual(['/refused', '/again']);
      expect([await again.get(id), await again.waiting()]).toEqual([undefined, []]);
      const { id: anew, duplicateOf } = await again.save(delivery(), identified('1'));
      expect(duplicateOf).toBeUndefined();

      expect(await again.delete(duplicate.id)).toBe(true);
      expect(await again.delete(refused.id)).toBe(true);
      expect(await again.save(delivery(), identified('1'))).toMatchObject({ duplicateOf: anew });
      expect(await again.count()).toEqual({ accepted: 2, others: 0 });
    });

    test.each(['', 'x', '../../etc/passwd', '0'.repeat(80), '\u0000'])(
      'nothing under the id %j',
      async (id) => {
        const { store } = await open();
        await store.save(delivery(), ACCEPTED);
        expect(await store.delete(id)).toBe(false);
        expect(await urls(store)).toHaveLength(1);
      },
    );
  });
}
