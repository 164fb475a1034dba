import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../../../src/store/postgres/migrate';
import { delivery } from '../../support/delivery';
import { PROJECT } from '../../support/paths';
import {
  createDatabase,
  describeWithPostgres,
  inPostgres,
  NEWEST_VERSION,
  openInPostgres,
} from '../../support/postgres';

const ACCEPTED = { accepted: true };

describeWithPostgres('a migration', () => {
  test('is done once, though 20 start at once', async () => {
    const url = await createDatabase();
    const done = await Promise.all(Array.from({ length: 20 }, async () => migrate(url)));
    expect(done.every(({ to }) => to === NEWEST_VERSION)).toBe(true);
    expect(await migrate(url)).toEqual({ from: NEWEST_VERSION, to: NEWEST_VERSION });
    const store = await openInPostgres({ url });
    await store.save(delivery(), ACCEPTED);
    expect(await store.count()).toEqual({ accepted: 1, others: 0 });
  });

  test('is none to an older version', async () => {
    const url = await createDatabase();
    await migrate(url);
    await inPostgres(
      url,
      `INSERT INTO receiver.migrations (version) VALUES (${NEWEST_VERSION + 1})`,
    );
    await expect(openInPostgres({ url })).rejects.toMatchObject({
      name: 'StoreError',
      message: `DATABASE_URL: the database is of a newer version of this program (${NEWEST_VERSION + 1}, this one knows ${NEWEST_VERSION}); start that one, or name another database`,
    });
  });

  test('that fails leaves nothing behind, and is done at the next start', async () => {
    const url = await createDatabase();
    await inPostgres(url, 'CREATE SCHEMA receiver', 'CREATE TABLE receiver.answers (id integer)');
    await expect(migrate(url)).rejects.toThrow(
      /^DATABASE_URL: the database .* cannot be used \(42P07/,
    );
    await inPostgres(url, 'DROP TABLE receiver.answers');
    expect(await migrate(url)).toEqual({ from: 0, to: NEWEST_VERSION });
  });

  test('finds the same without pg_trgm', async () => {
    const url = await createDatabase();
    const store = await openInPostgres({ url });
    await inPostgres(url, 'DROP EXTENSION pg_trgm CASCADE');
    for (let count = 0; count < 600; count += 1) {
      void store.save(delivery({ body: Buffer.from(`{"n":"number ${count}."}`) }), ACCEPTED);
    }
    const { id } = await store.save(delivery({ body: Buffer.from('{"n":"the last"}') }), ACCEPTED);
    const { deliveries } = await store.list({ limit: 2, filter: { text: 'THE LAST' } });
    expect(deliveries.map((found) => found.id)).toEqual([id]);
    expect((await store.list({ limit: 2, filter: { text: 'number 7.' } })).deliveries).toHaveLength(
      1,
    );
  });
});

describeWithPostgres('a user who may not make tables', () => {
  test('is told so, and may use those that another made, once that is granted', async () => {
    const url = await createDatabase();
    const name = new URL(url).pathname.slice(1);
    const app = new URL(url);
    app.username = `app_${name}`;
    app.password = 'hunter2';
    await inPostgres(url, `CREATE ROLE ${app.username} LOGIN PASSWORD 'hunter2'`);
    try {
      const refused = {
        name: 'StoreError',
        message: expect.stringMatching(
          new RegExp(`^DATABASE_URL: the user ${app.username} has no right to .* npm run migrate`),
        ) as unknown,
      };
      await expect(openInPostgres({ url: app.href })).rejects.toMatchObject(refused);
      await migrate(url);
      await expect(openInPostgres({ url: app.href })).rejects.toMatchObject(refused);
      await inPostgres(url, ...grants(app.username));
      const store = await openInPostgres({
        url: app.href,
        retention: { accepted: 1, duplicates: 1, others: 1 },
      });
      const { id } = await store.save(delivery(), {
        accepted: true,
        handlings: [{ handler: 'h', state: 'done', attempts: [] }],
      });
      expect(await store.get(id)).toMatchObject({ id });
      expect(await store.delete(id)).toBe(true);
      await store.clear();
      await store.close();
    } finally {
      await inPostgres(url, `DROP OWNED BY ${app.username}`, `DROP ROLE ${app.username}`);
    }
  });

  /** As docs/postgres.md has them. */
  function grants(user: string): string[] {
    const text = readFileSync(join(PROJECT, 'docs/postgres.md'), 'utf8');
    const [, sql = ''] = /^```sql\n([^`]*)/m.exec(text) ?? [];
    return sql
      .replace(/\bTO app\b/g, `TO ${user}`)
      .split(';')
      .filter((one) => one.trim() !== '');
  }
});
