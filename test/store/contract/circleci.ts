import type { Failure } from '../../../src/circleci-api/failures';
import type { DeliveryStore, Reruns } from '../../../src/store/delivery-store';
import { delivery } from '../../support/delivery';
import { until } from '../../support/until';
import { ACCEPTED, saveMany, type Open } from './store-under-test';

const FAILURE: Failure = {
  readAt: '2026-11-02T09:22:00.000Z',
  jobs: [
    {
      ...{ name: 'test', number: 7, status: 'failed', notes: ['\u2028"'] },
      steps: [{ name: 'npm test', exitCode: 1, output: 'FAIL €\n'.repeat(8_000), isCut: true }],
      tests: [{ name: 'rounds', message: 'expected 3', seconds: 0.25 }],
    },
  ],
  notes: [],
};

/** Tests that what CircleCI told and did is remembered. */
export function describeCircleCi(open: Open): void {
  describe('keeps why something failed', () => {
    test('with the delivery, the newest reading, also through a restart', async () => {
      const { store, reopen } = await open();
      const { id } = await store.save(delivery(), ACCEPTED);
      expect(await store.failure(id)).toBeUndefined();
      await store.recordFailure(id, { ...FAILURE, jobs: [] });
      await store.recordFailure(id, FAILURE);
      expect(await store.failure(id)).toEqual(FAILURE);
      expect(await (await reopen()).failure(id)).toEqual(FAILURE);
    });

    test('as long as that is kept, and no longer', async () => {
      const { store } = await open({ retention: { accepted: 1, duplicates: 1, others: 1 } });
      const { id } = await store.save(delivery(), ACCEPTED);
      await store.recordFailure(id, FAILURE);
      await saveMany(store, 2, 'later', ACCEPTED);
      await until(store, 'it gone', async () => (await store.get(id)) === undefined);
      expect(await store.failure(id)).toBeUndefined();
      await store.recordFailure(id, FAILURE);
      expect(await store.failure(id)).toBeUndefined();
      expect(await store.failure('none')).toBeUndefined();

      for (const remove of [async (one: string) => store.delete(one), async () => store.clear()]) {
        const { id: other } = await store.save(delivery(), ACCEPTED);
        await store.recordFailure(other, FAILURE);
        await remove(other);
        expect(await store.failure(other)).toBeUndefined();
      }
    });
  });

  test('remembers which workflow came of which by reruns, also through a restart', async () => {
    const { store, reopen } = await open();
    expect(await store.reruns('a')).toEqual({ depth: 0 });
    await store.recordRerun('a', 'b', 1);
    await store.recordRerun('b', 'c', 2);
    const all = async (kept: DeliveryStore): Promise<Reruns[]> =>
      Promise.all(['a', 'b', 'c', '\u0000'.repeat(5_000)].map(async (id) => kept.reruns(id)));
    const expected = [{ depth: 0, as: 'b' }, { depth: 1, as: 'c' }, { depth: 2 }, { depth: 0 }];
    expect(await all(store)).toEqual(expected);
    expect(await all(await reopen())).toEqual(expected);
  });
}
