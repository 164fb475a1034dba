import { PINGED } from '../../support/events';
import { gate } from '../../support/gate';
import { isDone } from '../../support/handling-states';
import { startDispatcher } from '../../support/test-dispatcher';

describe('the end', () => {
  test('waits for what runs, and starts nothing more', async () => {
    const started = gate('the handler to begin');
    const door = gate('the test to let the handler end');
    const { deliver, handled, dispatcher, store } = await startDispatcher(
      {
        ping: async () => {
          started.open();
          await door.opened();
        },
      },
      { concurrency: 1 },
    );
    const running = await deliver(PINGED);
    const next = await deliver({ ...PINGED, id: 'next' });
    await started.opened();
    const closed = dispatcher.close(10_000);
    door.open();
    await closed;
    await handled(running, isDone);
    expect(await store.waiting()).toMatchObject([{ id: next }]);
  });

  test('aborts what takes too long, and leaves it for the next start', async () => {
    let signal: AbortSignal | undefined;
    const started = gate('the handler to begin');
    const { deliver, dispatcher, store, clock, notices } = await startDispatcher({
      ping: async (_event, _delivery, context) => {
        ({ signal } = context);
        started.open();
        return new Promise(() => undefined);
      },
    });
    const id = await deliver(PINGED);
    await started.opened();
    const closed = dispatcher.close(10_000);
    clock.pass(10_000);
    await closed;
    expect(signal?.aborted).toBe(true);
    expect(await store.waiting()).toMatchObject([{ id }]);
    expect(await notices.entry(1)).toContain('they run again at the next start');
  });

  test('uses up no attempt of what it cuts off, and tells of it', async () => {
    const { keep, store } = await startDispatcher({ ping: () => undefined });
    const id = await keep(PINGED);
    for (let start = 0; start < 3; start += 1) {
      const started = gate('the handler to begin');
      const { dispatcher, end } = await startDispatcher(
        {
          ping: async () => {
            started.open();
            return new Promise(() => undefined);
          },
        },
        { store, attempts: 2 },
      );
      dispatcher.resume(await store.waiting());
      await started.opened();
      await end();
    }
    const attempted: number[] = [];
    const { dispatcher, handled } = await startDispatcher(
      { ping: (_event, _delivery, { attempt }) => void attempted.push(attempt) },
      { store, attempts: 2 },
    );
    dispatcher.resume(await store.waiting());
    const { attempts } = await handled(id, isDone);
    expect(attempted).toEqual([1]);
    expect(attempts.map(({ error }) => error)).toEqual([
      ...Array<string>(3).fill('The receiver stopped before it was done.'),
      undefined,
    ]);
  });
});
