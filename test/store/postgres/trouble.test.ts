import { openPostgresStore } from '../../../src/store/postgres/store';
import type { DeliveryStore } from '../../../src/store/delivery-store';
import { delivery } from '../../support/delivery';
import { freePort } from '../../support/free-port';
import {
  createDatabase,
  describeWithPostgres,
  describeWithOwnPostgres,
  startOwnPostgres,
  inPostgres,
  openInPostgres,
} from '../../support/postgres';
import type { Cluster } from '../../support/postgres-cluster';
import { startSwallowingProxy } from '../../support/swallowing-proxy';
import { until } from '../../support/until';
import { poll } from '../../support/wait';

const ACCEPTED = { accepted: true };
const RETENTION = { accepted: 10, duplicates: 10, others: 10 };

async function isReadyAgain(store: DeliveryStore): Promise<void> {
  await poll('a database that is ready', async () => store.isReady());
}

async function isLost(store: DeliveryStore): Promise<void> {
  await poll('a database that is not ready', async () => !(await store.isReady()));
}

describeWithOwnPostgres('a database that is away for a while', () => {
  const HBA = `
host all postgres 127.0.0.1/32 trust
host all ghost 127.0.0.1/32 trust
host all known 127.0.0.1/32 scram-sha-256
hostssl all tls 127.0.0.1/32 trust`;

  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startOwnPostgres(HBA);
  });

  test('refuses what is to be kept, says so once, and is taken up again', async () => {
    const told: string[] = [];
    const url = await createDatabase(cluster.url());
    const store = await openInPostgres({ url, tell: (text) => told.push(text) });
    const { id } = await store.save(delivery(), ACCEPTED);
    const heard = jest.fn();
    store.onChange(heard);

    await cluster.stop();
    await expect(store.save(delivery(), ACCEPTED)).rejects.toThrow();
    await expect(store.list({ limit: 1 })).rejects.toThrow();
    await isLost(store);
    await cluster.start();
    await isReadyAgain(store);
    const later = await store.save(delivery(), ACCEPTED);
    const { deliveries } = await store.list({ limit: 10 });
    expect(deliveries.map((kept) => kept.id)).toEqual([later.id, id]);

    await until(store, 'a sentence that it is back', () => told.length === 2);
    expect(told).toEqual([
      expect.stringMatching(/^DATABASE_URL: the database cannot be reached\. Nothing can be kept/),
      expect.stringMatching(/^DATABASE_URL: the database is back/),
    ]);
    const other = await openInPostgres({ url });
    heard.mockClear();
    await other.save(delivery(), ACCEPTED);
    await until(store, 'what the other saved', () => heard.mock.calls.length > 0);
  });

  test.each<[string, RegExp, (url: URL) => void]>([
    [
      'a password that is wrong',
      /does not take this password for the user known; copy it again/,
      (url) => {
        url.username = 'known';
        url.password = 'hunter2';
      },
    ],
    [
      'no password',
      /wants a password for the user known; put it in/,
      (url) => {
        url.username = 'known';
      },
    ],
    [
      'no TLS, which is wanted',
      /does not let the user tls in from here without TLS; put \?sslmode=verify-full behind/,
      (url) => {
        url.username = 'tls';
      },
    ],
    [
      'TLS, which the server has not',
      /has no TLS; take sslmode out of it/,
      (url) => {
        url.search = '?sslmode=verify-full';
      },
    ],
    [
      'a user whom there is not',
      /does not let the user ghost in; check the name/,
      (url) => {
        url.username = 'ghost';
      },
    ],
    [
      'a database that is none',
      /there is no database no such one at 127\.0\.0\.1:\d+; make it/,
      (url) => {
        url.pathname = '/no such one';
      },
    ],
    [
      'a host that is none',
      /^DATABASE_URL: nowhere\.invalid:\d+ cannot be reached \(\w+\); start Postgres there/,
      (url) => {
        url.hostname = 'nowhere.invalid';
      },
    ],
  ])('cannot be opened with %s, and says so', async (_, sentence, change) => {
    const url = new URL(cluster.url());
    change(url);
    const opened = openPostgresStore({ url: url.href, retention: RETENTION });
    await expect(opened).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringMatching(sentence) as unknown,
    });
    await expect(opened).rejects.not.toThrow('hunter2');
  });

  test('cannot be opened if nothing listens there, and says so', async () => {
    const port = await freePort();
    await expect(
      openPostgresStore({ url: `postgres://u:hunter2@127.0.0.1:${port}/x`, retention: RETENTION }),
    ).rejects.toThrow(
      `DATABASE_URL: 127.0.0.1:${port} cannot be reached (ECONNREFUSED); start Postgres there, or correct the address`,
    );
  });
});

describeWithPostgres('a network that swallows all that is sent', () => {
  test('is not waited for, and the database is taken up again', async () => {
    const direct = new URL(await createDatabase());
    const proxy = await startSwallowingProxy(Number(direct.port));
    const url = new URL(direct);
    url.port = String(proxy.port);
    const store = await openInPostgres({ url: url.href });
    await store.save(delivery(), ACCEPTED);

    proxy.swallow();
    await isLost(store);
    await expect(store.save(delivery(), ACCEPTED)).rejects.toThrow('timeout');
    await expect(store.list({ limit: 1 })).rejects.toThrow('timeout');
    proxy.recover();
    await isReadyAgain(store);
    const { id } = await store.save(delivery(), ACCEPTED);
    expect(await store.get(id)).toMatchObject({ id });
  });
});

describeWithPostgres('a statement that another one holds up', () => {
  test('is given up in time', async () => {
    const url = await createDatabase();
    const store = await openInPostgres({ url });
    const held = inPostgres(
      url,
      `BEGIN; SELECT pg_advisory_xact_lock(hashtext('receiver.save')); SELECT pg_sleep(7); COMMIT`,
    );
    await poll('a lock that is held', async () =>
      inPostgres(
        url,
        `SELECT 1 / count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      ).then(
        () => true,
        () => false,
      ),
    );
    await expect(store.save(delivery(), ACCEPTED)).rejects.toThrow('statement timeout');
    await held;
    await store.save(delivery(), ACCEPTED);
    expect(await store.count()).toEqual({ accepted: 1, others: 0 });
  });
});
