import { RECEIVER, run, runReceiver } from '../support/child';
import { PING_BODY, SECRET } from '../support/fixtures';
import {
  createDatabase,
  describeWithOwnPostgres,
  startOwnPostgres,
  openInPostgres,
} from '../support/postgres';
import type { Cluster } from '../support/postgres-cluster';
import { postEvent } from '../support/post-event';
import { poll } from '../support/wait';

describeWithOwnPostgres('a receiver with a Postgres', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startOwnPostgres();
  });

  test('keeps deliveries there, answers 503 while it is away, and goes on once it is back', async () => {
    const given = new URL(await createDatabase(cluster.url()));
    given.password = 'hunter2';
    const environment = { CIRCLECI_WEBHOOK_SECRET: SECRET, DATABASE_URL: given.href };
    const receiver = await runReceiver(environment);
    const post = async (): Promise<number> =>
      (await postEvent(receiver.url, PING_BODY, { secret: SECRET })).status;
    const health = async (): Promise<unknown> => {
      const answer = await fetch(`${receiver.url}/healthz`);
      return [answer.status, await answer.json()];
    };
    expect(receiver.stdout()).toMatch(
      /Kept {9}the newest 10000 deliveries, in the database receiver_test_\w+ at 127\.0\.0\.1:\d+\n/,
    );
    expect(await post()).toBe(200);
    expect(await health()).toEqual([200, { status: 'ok' }]);

    await cluster.stop();
    expect(await post()).toBe(503);
    await poll(
      'that it is not ready',
      async () => (await fetch(`${receiver.url}/healthz`)).status === 503,
    );
    expect(await health()).toEqual([503, { status: 'not ready' }]);
    await receiver.until(/DATABASE_URL: the database cannot be reached/);

    await cluster.start();
    await poll(
      'that it is ready',
      async () => (await fetch(`${receiver.url}/healthz`)).status === 200,
    );
    expect(await post()).toBe(200);
    await receiver.until(/DATABASE_URL: the database is back/);

    receiver.process.kill('SIGTERM');
    expect(await receiver.exitCode()).toBe(0);
    expect(receiver.stdout() + receiver.stderr()).not.toContain('hunter2');
    const store = await openInPostgres({ url: given.href });
    expect(await store.count()).toEqual({ accepted: 2, others: 0 });
  });

  test('does not start without it, and says why in a sentence', async () => {
    const url = 'postgres://me:hunter2@127.0.0.1:1/none';
    const child = run('node', [RECEIVER], { DATABASE_URL: url });
    expect(await child.exitCode()).toBe(1);
    expect(child.stderr()).toBe(
      'The receiver cannot start:\n  DATABASE_URL: 127.0.0.1:1 cannot be reached (ECONNREFUSED); start Postgres there, or correct the address\n',
    );
  });
});
