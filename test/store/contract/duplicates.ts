import { delivery } from '../../support/delivery';
import { ACCEPTED, identified, saveMany, type Open } from './store-under-test';

/** Tests how deliveries of an event that came before are told. */
export function describeDuplicates(open: Open): void {
  describe('tells duplicates', () => {
    test('from firsts, by the ids of webhook and event', async () => {
      const { store } = await open();
      const first = await store.save(delivery(), identified('1'));
      const again = await store.save(delivery(), identified('1'));
      const third = await store.save(delivery(), identified('1'));
      expect(first.duplicateOf).toBeUndefined();
      expect([again.duplicateOf, third.duplicateOf]).toEqual([first.id, first.id]);
      expect(await store.get(again.id)).toMatchObject({ duplicateOf: first.id });
      expect(await store.save(delivery(), identified('2'))).not.toHaveProperty('duplicateOf');
      expect(await store.save(delivery(), identified('1', 'b'))).not.toHaveProperty('duplicateOf');
      expect(await store.save(delivery(), identified('', 'webhook1'))).not.toHaveProperty(
        'duplicateOf',
      );
    });

    test('through a restart', async () => {
      const { store, reopen } = await open();
      const first = await store.save(delivery(), identified('1'));
      const again = await (await reopen()).save(delivery(), identified('1'));
      expect(again.duplicateOf).toBe(first.id);
    });

    test('that arrive at the same moment', async () => {
      const { store } = await open();
      for (let round = 0; round < 20; round += 1) {
        const saved = await Promise.all(
          Array.from({ length: 8 }, async () => store.save(delivery(), identified(`${round}`))),
        );
        const firsts = saved.filter(({ duplicateOf }) => duplicateOf === undefined);
        expect(firsts).toHaveLength(1);
        expect(new Set(saved.map(({ id, duplicateOf }) => duplicateOf ?? id)).size).toBe(1);
      }
      expect(await store.count()).toEqual({ accepted: 160, others: 0 });
    });

    test('also of what an event is known by otherwise, for as long as that is remembered', async () => {
      const { store, reopen } = await open({
        retention: { accepted: 2, duplicates: 5, others: 5 },
      });
      const alias = { webhookId: 'rebuilt', id: 'a run' };
      const first = await store.save(delivery(), { ...identified('1'), alias });
      expect(first).not.toHaveProperty('duplicateOf');
      const rebuilt = await store.save(delivery({ signature: { verdict: 'rebuilt' } }), {
        ...{ accepted: true, identity: alias },
      });
      expect(rebuilt).not.toHaveProperty('duplicateOf'); // an alias is no identity
      expect((await store.get(rebuilt.id))?.signature).toEqual({ verdict: 'rebuilt' });
      const late = await store.save(delivery(), { ...identified('2'), alias });
      expect(late.duplicateOf).toBe(rebuilt.id);

      await saveMany(store, 5, 'more', ACCEPTED);
      expect(await store.get(rebuilt.id)).toBeUndefined();
      const latest = await (await reopen()).save(delivery(), { ...identified('3'), alias });
      expect(latest.duplicateOf).toBe(rebuilt.id);
    });

    test('with identities as long and odd as may be', async () => {
      const { store } = await open();
      const odd = `\u0000\ud800${'x'.repeat(100_000)}`;
      const first = await store.save(delivery(), identified(odd, odd));
      expect(await store.save(delivery(), identified(odd, odd))).toMatchObject({
        duplicateOf: first.id,
      });
    });
  });
}
