import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLmdbStore } from '../../../src/store/lmdb/store';
import { delivery } from '../../support/delivery';
import { temporaryFolder } from '../../support/temporary-folder';
import { openStore } from '../../support/test-store';
import { until } from '../../support/until';
import { describeDeliveryStore } from '../delivery-store-contract';

const RETENTION = { accepted: 100, duplicates: 10, others: 10 };

describeDeliveryStore('the LMDB store', async (options) => {
  const folder = temporaryFolder();
  const store = await openStore({ folder, ...options });
  return {
    store,
    async reopen() {
      await store.close();
      return openStore({ folder, ...options });
    },
  };
});

test('two stores of one folder see the same, and tell duplicates in a race', async () => {
  const folder = temporaryFolder();
  const stores = [
    await openStore({ folder, retention: RETENTION }),
    await openStore({ folder, retention: RETENTION }),
  ];
  const identity = { webhookId: 'webhook', id: '1' };
  const saved = await Promise.all(
    stores.map(async (store) => store.save(delivery(), { accepted: true, identity })),
  );
  expect(saved.filter(({ duplicateOf }) => duplicateOf === undefined)).toHaveLength(1);
  for (const store of stores) expect(await store.count()).toEqual({ accepted: 2, others: 0 });
});

test('the file stops growing once as many are kept as may be', async () => {
  const folder = temporaryFolder();
  const store = await openStore({ folder, retention: RETENTION });
  const file = join(folder, 'data.mdb');
  const fill = async (): Promise<number> => {
    for (let round = 0; round < 10; round += 1) {
      const body = randomBytes(20_000 + round * 1_000);
      await Promise.all(
        Array.from({ length: RETENTION.accepted }, async () =>
          store.save(delivery({ body }), { accepted: true }),
        ),
      );
      await until(store, 'no more than may be', async () => {
        return (await store.count()).accepted === RETENTION.accepted;
      });
    }
    return statSync(file).size;
  };
  await fill();
  const full = await fill();
  expect(await fill()).toBeLessThanOrEqual(full * 1.25);
});

describe('data that cannot be used', () => {
  async function folderWithData(): Promise<string> {
    const folder = temporaryFolder();
    const store = await openLmdbStore({ folder, retention: RETENTION });
    await Promise.all(
      Array.from({ length: 100 }, async () => store.save(delivery(), { accepted: true })),
    );
    await store.close();
    return folder;
  }

  async function expectRefusal(folder: string, problem: string): Promise<void> {
    await expect(openLmdbStore({ folder, retention: RETENTION })).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringMatching(
        new RegExp(`^DATA_DIR: .*${folder}.*${problem}.*(DATA_DIR|move)`),
      ) as string,
    });
  }

  test.each<[string, (file: string) => void]>([
    [
      'is cut off',
      (file) => {
        truncateSync(file, 30_000);
      },
    ],
    [
      'is something else',
      (file) => {
        writeFileSync(file, randomBytes(100_000));
      },
    ],
    [
      'is a text',
      (file) => {
        writeFileSync(file, 'not a database');
      },
    ],
    [
      'has random bytes in its middle',
      (file) => {
        const data = readFileSync(file);
        writeFileSync(
          file,
          Buffer.concat([data.subarray(0, 8_192), randomBytes(data.length - 8_192)]),
        );
      },
    ],
  ])('a file that %s', async (_, damage) => {
    const folder = await folderWithData();
    damage(join(folder, 'data.mdb'));
    await expectRefusal(folder, 'is damaged');
    expect(readdirSync(folder)).toContain('data.mdb');
  });

  test('a path that is a file, or is in one', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expectRefusal(file, 'is not a folder');
    await expectRefusal(join(file, 'data'), 'is not a folder');
  });
});
