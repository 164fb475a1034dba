import type { Handlers } from '../../../src/dispatch/handlers';
import { jobEvent, PINGED } from '../../support/events';
import { gate } from '../../support/gate';
import { failedTimes, isDone, isFailed } from '../../support/handling-states';
import { startDispatcher } from '../../support/test-dispatcher';

describe('after a restart', () => {
  test('what is kept and was not handled is', async () => {
    const seen: string[] = [];
    const handlers: Handlers = { ping: (_event, { id }) => void seen.push(id) };
    const { keep, store } = await startDispatcher(handlers);
    const ids = [await keep(PINGED), await keep({ ...PINGED, id: 'another' })];
    const { dispatcher, handled } = await startDispatcher(handlers, { store });
    dispatcher.resume(await store.waiting());
    for (const id of ids) await handled(id, isDone);
    expect(seen).toEqual(ids);
  });

  test('a retry keeps its time and its number', async () => {
    const attempted: number[] = [];
    const handlers: Handlers = {
      ping: (_event, _delivery, { attempt }) => {
        attempted.push(attempt);
        throw new Error('broken');
      },
    };
    const { deliver, handled, store, end } = await startDispatcher(handlers, {
      attempts: 2,
    });
    const id = await deliver(PINGED);
    await handled(id, failedTimes(1));
    await end();

    const second = await startDispatcher(handlers, { attempts: 2, store });
    second.dispatcher.resume(await store.waiting());
    await second.clock.due(1_000);
    second.clock.pass(1_000);
    await second.handled(id, isFailed);
    expect(attempted).toEqual([1, 2]);
  });

  test('one that ends the process each time is given up, and what ran beside it is not', async () => {
    const { keep, store } = await startDispatcher({
      ping: () => undefined,
      'job-completed': () => undefined,
    });
    const guilty = await keep(PINGED);
    const innocent = await keep(jobEvent());
    for (const begins of [['ping', 'job-completed'], ['ping']]) {
      const gates = new Map(
        ['ping', 'job-completed'].map((type) => [type, gate(`the handler of ${type} to begin`)]),
      );
      const crash = async ({ type }: { type: string }): Promise<void> => {
        gates.get(type)?.open();
        return new Promise(() => undefined); // nothing comes of it, as if the process ended
      };
      const { dispatcher } = await startDispatcher(
        { ping: crash, 'job-completed': crash },
        { store, attempts: 2 },
      );
      dispatcher.resume(await store.waiting());
      await Promise.all(begins.map(async (type) => gates.get(type)?.opened()));
    }
    let running = 0;
    let most = 0;
    const door = gate('the test to let the handler end');
    const { dispatcher, deliver, handled, notices } = await startDispatcher(
      {
        ping: () => undefined,
        'job-completed': async () => {
          running += 1;
          most = Math.max(most, running);
          await door.opened();
          running -= 1;
        },
      },
      { store, attempts: 2 },
    );
    dispatcher.resume(await store.waiting());
    const { attempts: failed } = await handled(guilty, isFailed);
    expect(failed[0]?.error).toBe('The receiver ended each time that it was handled.');
    expect(await notices.entry(1)).toContain('2 handlers ran: each of them runs alone');

    const next = await deliver(jobEvent({ id: 'next' }));
    door.open();
    const { attempts } = await handled(innocent, isDone);
    expect(attempts.map(({ number }) => number)).toEqual([1]);
    await handled(next, isDone);
    expect(most).toBe(1);
  });

  test('a retry waits no longer than one can, where the clock was set back', async () => {
    const { deliver, handled, store, end } = await startDispatcher({
      ping: (_event, _delivery, { attempt }) => {
        if (attempt === 1) throw new Error('not yet');
      },
    });
    const id = await deliver(PINGED);
    await handled(id, failedTimes(1));
    await end();

    const second = await startDispatcher({ ping: () => undefined }, { store });
    second.clock.setBack(24 * 3_600_000);
    second.dispatcher.resume(await store.waiting());
    await second.clock.due(5 * 60_000);
    second.clock.pass(5 * 60_000);
    await second.handled(id, isDone);
  });

  test('one whose handler is gone is marked failed at once', async () => {
    const { keep, store } = await startDispatcher({ ping: () => undefined });
    const id = await keep(PINGED);
    const { dispatcher, handled } = await startDispatcher({}, { store });
    dispatcher.resume(await store.waiting());
    const { attempts } = await handled(id, isFailed);
    expect(attempts[0]?.error).toMatch(/no handler for it any more/);
  });
});
