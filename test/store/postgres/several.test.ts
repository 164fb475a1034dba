import { delivery } from '../../support/delivery';
import { createDatabase, describeWithPostgres, openInPostgres } from '../../support/postgres';
import { until } from '../../support/until';

const ACCEPTED = { accepted: true };

describeWithPostgres('two stores of one database', () => {
  test('tell duplicates that arrive at the same moment', async () => {
    const url = await createDatabase();
    const stores = [await openInPostgres({ url }), await openInPostgres({ url })];
    for (let round = 0; round < 20; round += 1) {
      const identity = { webhookId: 'webhook', id: `${round}` };
      const saved = await Promise.all(
        [...stores, ...stores].map(async (store) =>
          store.save(delivery(), { accepted: true, identity }),
        ),
      );
      const firsts = saved.filter(({ duplicateOf }) => duplicateOf === undefined);
      expect(firsts).toHaveLength(1);
      expect(new Set(saved.map(({ id, duplicateOf }) => duplicateOf ?? id)).size).toBe(1);
    }
    for (const store of stores) expect(await store.count()).toEqual({ accepted: 80, others: 0 });
  });

  test('tell each other of their changes', async () => {
    const url = await createDatabase();
    const [one, other] = [await openInPostgres({ url }), await openInPostgres({ url })];
    const seen = until(
      other,
      'what the other saved',
      async () => (await other.list({ limit: 1 })).deliveries[0],
    );
    const { id } = await one.save(delivery(), ACCEPTED);
    expect(await seen).toMatchObject({ id });

    const gone = until(
      other,
      'that the other cleared it',
      async () => (await other.get(id)) === undefined,
    );
    await one.clear();
    await gone;
  });

  test('give ids that sort by arrival, by the clock of the database alone', async () => {
    const url = await createDatabase();
    const stores = [await openInPostgres({ url }), await openInPostgres({ url })];
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) {
      for (const store of stores) ids.push((await store.save(delivery(), ACCEPTED)).id);
    }
    expect(ids).toEqual([...ids].sort());
  });

  test('let whoever reads on from the newest see all, whoever saves meanwhile', async () => {
    const url = await createDatabase();
    const stores = [await openInPostgres({ url }), await openInPostgres({ url })];
    const reader = await openInPostgres({ url });
    const seen: string[] = [];
    const readOn = async (): Promise<void> => {
      const after = seen.at(-1);
      const { deliveries } = await reader.list({
        limit: 1_000,
        ...(after !== undefined && { after }),
      });
      seen.push(...deliveries.map(({ id }) => id).reverse());
    };
    const saving = Promise.all(
      stores.map(async (store) => {
        for (let count = 0; count < 100; count += 1) {
          await store.save(delivery(), ACCEPTED);
        }
      }),
    );
    let isSaving = true;
    void saving.then(() => {
      isSaving = false;
    });
    while (isSaving) await readOn();
    await readOn();
    expect(seen).toHaveLength(200);
  });

  test('keep no more than may be, together', async () => {
    const url = await createDatabase();
    const retention = { accepted: 20, duplicates: 5, others: 5 };
    const stores = [
      await openInPostgres({ url, retention }),
      await openInPostgres({ url, retention }),
    ];
    const all = Array.from({ length: 200 }, (_, index) =>
      stores[index % 2]?.save(delivery(), ACCEPTED),
    );
    const newest = (await Promise.all(all))
      .map((saved) => saved?.id ?? '')
      .sort()
      .slice(-20);
    for (const store of stores) {
      await until(store, 'only 20', async () => (await store.count()).accepted === 20);
      const { deliveries } = await store.list({ limit: 100 });
      expect(deliveries.map(({ id }) => id).sort()).toEqual(newest);
    }
  });
});
