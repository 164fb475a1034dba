import { Client } from 'pg';
import { afterTest } from '../../support/clean-up';
import { ANSWER, delivery } from '../../support/delivery';
import { createDatabase, describeWithPostgres, openInPostgres } from '../../support/postgres';
import { until } from '../../support/until';
import { poll } from '../../support/wait';

const ACCEPTED = { accepted: true };

/** Saves a delivery, as a store does. */
const SAVE_ONE = `SELECT receiver.save('another', NULL, ARRAY['{
  "accepted": true, "receivedAt": "2026-11-01", "method": "POST", "verdict": "valid", "isReplay": false,
  "summary": "{}", "details": "{}", "handlings": []
}'::json], ARRAY[''::bytea], ARRAY[''::bytea])`;

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

  test('save one after the other, so that whoever reads on from an id misses none', async () => {
    const url = await createDatabase();
    const store = await openInPostgres({ url });
    const slow = new Client(url);
    await slow.connect();
    afterTest(async () => slow.end());
    await slow.query('BEGIN');
    await slow.query(SAVE_ONE);

    const saving = store.save(delivery(), ACCEPTED);
    await poll('a save that waits', async () => {
      const { rowCount } = await slow.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rowCount === 1;
    });
    expect((await store.list({ limit: 10 })).deliveries).toEqual([]);
    await slow.query('COMMIT');
    const { id } = await saving;
    const { deliveries } = await store.list({ limit: 10 });
    expect(deliveries.map((kept) => kept.id)).toEqual([id, expect.any(String)]);
  });

  test('are cleared while the other saves, removes and reads', async () => {
    const url = await createDatabase();
    const retention = { accepted: 2, duplicates: 2, others: 2 };
    const one = await openInPostgres({ url, retention });
    const other = await openInPostgres({ url, retention });
    for (let round = 0; round < 20; round += 1) {
      const saved = Promise.all(
        Array.from({ length: 10 }, async () => {
          const { id } = await one.save(delivery(), ACCEPTED);
          await Promise.all([one.get(id), one.recordAnswer(id, ANSWER), one.list({ limit: 10 })]);
        }),
      );
      await Promise.all([saved, other.clear(), other.list({ limit: 5, filter: { text: 'ping' } })]);
    }
    await one.clear();
    expect(await other.count()).toEqual({ accepted: 0, others: 0 });
  });

  test('keep no more than may be, together', async () => {
    const url = await createDatabase();
    const retention = { accepted: 20, duplicates: 5, others: 5 };
    const one = await openInPostgres({ url, retention });
    const other = await openInPostgres({ url, retention });
    const all = Array.from({ length: 200 }, async (_, index) =>
      (index % 2 === 0 ? one : other).save(delivery(), ACCEPTED),
    );
    const newest = (await Promise.all(all))
      .map(({ id }) => id)
      .sort()
      .slice(-20);
    for (const store of [one, other]) {
      await until(store, 'only 20', async () => (await store.count()).accepted === 20);
      const { deliveries } = await store.list({ limit: 100 });
      expect(deliveries.map(({ id }) => id).sort()).toEqual(newest);
    }
  });
});
