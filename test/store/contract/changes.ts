import { ANSWER, delivery } from '../../support/delivery';
import { ACCEPTED, unanswered, type Open } from './store-under-test';

/** Tests who is told of changes. */
export function describeChanges(open: Open): void {
  describe('tells of changes', () => {
    test('until it is no longer asked to', async () => {
      const { store } = await open();
      const told = jest.fn();
      const stop = store.onChange(told);
      const { id } = await store.save(unanswered(), ACCEPTED);
      expect(told).toHaveBeenCalledTimes(1);
      await store.recordAnswer(id, ANSWER);
      expect(told).toHaveBeenCalledTimes(2);
      await store.delete(id);
      expect(told).toHaveBeenCalledTimes(3);
      await store.clear();
      expect(told).toHaveBeenCalledTimes(4);
      stop();
      await store.save(delivery(), ACCEPTED);
      expect(told).toHaveBeenCalledTimes(4);
    });
  });
}
