import type { Handlers } from '../../../src/dispatch/handlers';
import { PINGED } from '../../support/events';
import { createDatabase, describeWithPostgres } from '../../support/postgres';
import { startTestWorker } from '../../support/test-worker';
import { until } from '../../support/until';

describeWithPostgres('two on one database', () => {
  test('each of what many got is handled once, by either', async () => {
    const url = await createDatabase();
    const runs: string[] = [];
    const by = new Set<string>();
    const handlersOf = (name: string): Handlers => ({
      async ping(event) {
        by.add(name);
        runs.push(event.id ?? '');
        await new Promise((resolve) => setTimeout(resolve, 5));
      },
    });
    const workers = [
      await startTestWorker(url, handlersOf('one')),
      await startTestWorker(url, handlersOf('other')),
    ];
    const names = Array.from({ length: 200 }, (_, index) => `event ${index}`);
    await Promise.all(
      names.map(async (id, index) => workers[index % 2]?.deliver({ ...PINGED, id })),
    );
    for (const { store } of workers) {
      await until(store, 'none waiting', async () => (await store.waiting()).length === 0);
    }
    expect(runs.toSorted()).toEqual(names.toSorted());
    expect([...by].sort()).toEqual(['one', 'other']);
  });
});
