import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
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

describe('the look through the data', () => {
  async function isLookedThrough(folder: string): Promise<boolean> {
    const store = await openStore({ folder, retention: RETENTION });
    const root = open({ path: folder, noSubdir: false });
    const isMarked = root.openDB('about', {}).doesExist('checked');
    await root.close();
    await store.close();
    return isMarked;
  }

  /** Copies what a crash leaves: all but the close. */
  function copyData(folder: string): string {
    const copy = temporaryFolder();
    copyFileSync(join(folder, 'data.mdb'), join(copy, 'data.mdb'));
    return copy;
  }

  test('is spared what was closed, and nothing else', async () => {
    const folder = temporaryFolder();
    const store = await openStore({ folder, retention: RETENTION });
    await store.save(delivery(), { accepted: true });
    const crashed = copyData(folder);
    await store.close();

    expect(await isLookedThrough(folder)).toBe(false);
    expect(await isLookedThrough(folder)).toBe(false);
    expect(await isLookedThrough(crashed)).toBe(true);
  });

  test('finds no fault in pages at the end that were given up before they were written', async () => {
    const folder = temporaryFolder();
    await (await openStore({ folder, retention: RETENTION })).close();
    addUnwrittenPages(join(folder, 'data.mdb'));
    expect(await isLookedThrough(folder)).toBe(true);
  });

  /** Makes both heads of a file count more pages than it has: LMDB comes to that by itself, but with much data only. */
  function addUnwrittenPages(file: string): void {
    const PAGE_BYTES = 4_096;
    const LAST_PAGE_AT = 144; // `mm_last_pg`, behind the head of the page and the roots of two trees
    const data = readFileSync(file);
    for (const at of [LAST_PAGE_AT, PAGE_BYTES + LAST_PAGE_AT]) {
      data.writeBigUInt64LE(data.readBigUInt64LE(at) + 3n, at);
    }
    writeFileSync(file, data);
  }
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

  const testOnLinux = process.platform === 'linux' ? test : test.skip;
  testOnLinux('a path where the system makes no folders', async () => {
    await expectRefusal('/proc/x/data', 'cannot be made');
  });

  test('a path that is a file, or is in one', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expectRefusal(file, 'is not a folder');
    await expectRefusal(join(file, 'data'), 'is not a folder');
  });
});
