import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { delivery } from '../../support/delivery';
import { temporaryFolder } from '../../support/temporary-folder';
import { openStore } from '../../support/test-store';
import { until } from '../../support/until';

const ACCEPTED = { accepted: true };

describe('a folder that is deleted while it is used', () => {
  test('keeps nothing, and says so; once it is back, it is taken up again', async () => {
    const folder = join(temporaryFolder(), 'data');
    const told: string[] = [];
    const store = await openStore({ folder, tell: (text) => told.push(text) });
    await store.save(delivery(), ACCEPTED);
    rmSync(folder, { recursive: true });
    await expect(store.save(delivery(), ACCEPTED)).rejects.toThrow('could not write');

    mkdirSync(folder);
    await until(store, 'a folder taken up again', async () => Promise.resolve(told.length === 2));
    expect(told).toEqual([
      expect.stringMatching(/^DATA_DIR: .*data was deleted\. Nothing can be kept until it is back/),
      expect.stringMatching(/^DATA_DIR: .*data is back/),
    ]);
    const { id } = await store.save(delivery({ url: '/kept' }), ACCEPTED);
    await store.close();
    expect((await (await openStore({ folder })).get(id))?.url).toBe('/kept');
  });

  test('has what it had, if it was only moved', async () => {
    const folder = join(temporaryFolder(), 'data');
    const told: string[] = [];
    const store = await openStore({ folder, tell: (text) => told.push(text) });
    const { id } = await store.save(delivery(), ACCEPTED);
    renameSync(folder, `${folder}-away`);
    await expect(store.save(delivery(), ACCEPTED)).rejects.toThrow('could not write');
    renameSync(`${folder}-away`, folder);
    const later = await store.save(delivery(), ACCEPTED);
    const { deliveries } = await store.list({ limit: 10 });
    expect(deliveries.map((kept) => kept.id)).toEqual([later.id, id]); // and not what was refused
  });
});

test('a damaged record is left out of lists, and told of once', async () => {
  const folder = temporaryFolder();
  const first = await openStore({ folder });
  const whole = await first.save(delivery({ url: '/whole' }), ACCEPTED);
  const damaged = await first.save(delivery({ url: '/damaged' }), ACCEPTED);
  await first.close();
  const root = open({ path: folder, noSubdir: false });
  await root
    .openDB<Buffer, string>('accepted', { encoding: 'binary' })
    .put(damaged.id, Buffer.from('\u0003\u0000\u0000\u0000{"x'));
  await root.close();

  const told: string[] = [];
  const store = await openStore({ folder, tell: (text) => told.push(text) });
  for (let time = 0; time < 2; time += 1) {
    const { deliveries } = await store.list({ limit: 10 });
    expect(deliveries.map(({ id }) => id)).toEqual([whole.id]);
    expect(await store.get(damaged.id)).toBeUndefined();
  }
  const [deleted] = await Promise.all([store.delete(damaged.id), store.save(delivery(), ACCEPTED)]);
  expect(deleted).toBe(false);
  expect(told).toEqual([expect.stringContaining(`Delivery ${damaged.id} cannot be read`)]);
});

test('what is kept is for its owner alone, and others who may look are told of', async () => {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder, { mode: 0o755 });
  const told: string[] = [];
  const store = await openStore({ folder, tell: (text) => told.push(text) });
  await store.save(delivery(), ACCEPTED);
  for (const file of ['data.mdb', 'lock.mdb']) {
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  }
  expect(told).toEqual([expect.stringMatching(/others may look into .*chmod 700/)]);
});
