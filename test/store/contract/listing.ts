import { delivery } from '../../support/delivery';
import { ACCEPTED, urls, type Open } from './store-under-test';

/** Tests the order and the pages in which deliveries are listed. */
export function describeListing(open: Open): void {
  describe('orders', () => {
    test('lists newest first, accepted and refused together, a page at a time', async () => {
      const { store } = await open();
      for (let index = 0; index < 10; index += 1) {
        await store.save(delivery({ url: `/${index}` }), { accepted: index % 3 === 0 });
      }
      const pages: string[][] = [];
      let before: string | undefined;
      do {
        const page = await store.list({ limit: 4, ...(before !== undefined && { before }) });
        pages.push(page.deliveries.map(({ url }) => url));
        before = page.next;
      } while (before !== undefined);
      expect(pages).toEqual([
        ['/9', '/8', '/7', '/6'],
        ['/5', '/4', '/3', '/2'],
        ['/1', '/0'],
      ]);
    });

    test('lists through many that a filter does not let through', async () => {
      const { store } = await open();
      await store.save(delivery({ url: '/needle' }), ACCEPTED);
      await Promise.all(Array.from({ length: 600 }, async () => store.save(delivery(), ACCEPTED)));
      expect(await urls(store, { limit: 1, filter: { path: 'needle' } })).toEqual(['/needle']);
    });
  });
}
