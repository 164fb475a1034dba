import { systemClock } from '../../src/dispatch/clock';
import type { Handlers } from '../../src/dispatch/handlers';
import { PINGED, workflowEvent } from '../support/events';
import { gate } from '../support/gate';
import { failedTimes, isDone, isSuperseded } from '../support/handling-states';
import { startDispatcher } from '../support/test-dispatcher';
import { until } from '../support/until';

describe('settling', () => {
  const settling = (seen: string[]): Handlers => ({
    'workflow-completed': {
      settle: { by: ({ workflow }) => workflow.id, for: 2_000 },
      handle: ({ id }) => void seen.push(id ?? ''),
    },
  });
  const canceled = (id: string): object => workflowEvent({ id, workflow: { status: 'canceled' } });

  test('runs once, with the last of the events, when no more come', async () => {
    const seen: string[] = [];
    const { deliver, handled, clock, store } = await startDispatcher(settling(seen));
    const ids: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      ids.push(await deliver(canceled(name)));
      await clock.due(2_000);
      const before = ids.at(-2);
      if (before !== undefined) await handled(before, isSuperseded);
      clock.pass(1_500);
    }
    expect(seen).toEqual([]);
    clock.pass(500);
    await handled(ids[2] ?? '', isDone);
    expect(seen).toEqual(['third']);
    expect(await handled(ids[0] ?? '', () => true)).toMatchObject({ supersededBy: ids[1] });
    expect(await store.waiting()).toEqual([]);
  });

  test('another key does not wait with it', async () => {
    const seen: string[] = [];
    const { deliver, handled, clock } = await startDispatcher(settling(seen));
    const one = await deliver(canceled('one'));
    const other = await deliver(workflowEvent({ id: 'other', workflow: { id: 'another' } }));
    await clock.due(2_000, 2);
    clock.pass(2_000);
    await handled(one, isDone);
    await handled(other, isDone);
    expect(seen).toEqual(['one', 'other']);
  });

  test('runs also where the clock is set back', async () => {
    const seen: string[] = [];
    const { deliver, handled, clock } = await startDispatcher(settling(seen));
    const id = await deliver(canceled('one'));
    await clock.due(2_000);
    clock.setBack(3_600_000);
    clock.pass(2_000);
    await handled(id, isDone);
    expect(seen).toEqual(['one']);
  });

  test('a newer one takes the place of one that waits to be tried again, also after a restart', async () => {
    const seen: string[] = [];
    const failing: Handlers = {
      'workflow-completed': {
        settle: { by: ({ workflow }) => workflow.id, for: 2_000 },
        handle: ({ id }) => {
          seen.push(id ?? '');
          throw new Error('not yet');
        },
      },
    };
    const first = await startDispatcher(failing);
    const ids = [await first.deliver(canceled('first'))];
    await first.clock.due(2_000);
    first.clock.pass(2_000);
    await first.handled(ids[0] ?? '', failedTimes(1));
    ids.push(await first.deliver(canceled('second')));
    await first.handled(ids[0] ?? '', isSuperseded);
    await first.clock.due(2_000);
    first.clock.pass(2_000);
    await first.handled(ids[1] ?? '', failedTimes(1));
    await first.end();

    const { deliver, handled, dispatcher, clock, store } = await startDispatcher(settling(seen), {
      store: first.store,
    });
    dispatcher.resume(await store.waiting());
    ids.push(await deliver(canceled('third')));
    await handled(ids[1] ?? '', isSuperseded);
    await clock.due(2_000);
    clock.pass(2_000);
    await handled(ids[2] ?? '', isDone);
    expect(seen).toEqual(['first', 'second', 'third']);
  });

  test('without a key, or where finding it throws, it runs at once', async () => {
    const seen: string[] = [];
    const { deliver, handled, notices } = await startDispatcher({
      'workflow-completed': {
        settle: {
          by: ({ id }) => {
            if (id === 'throws') throw new Error('no key');
            return undefined;
          },
          for: 2_000,
        },
        handle: ({ id }) => void seen.push(id ?? ''),
      },
    });
    await handled(await deliver(canceled('none')), isDone);
    await handled(await deliver(canceled('throws')), isDone);
    expect(seen).toEqual(['none', 'throws']);
    expect(await notices.entry(1)).toContain('no key');
  });

  test('survives a restart', async () => {
    const seen: string[] = [];
    const { keep, store } = await startDispatcher(settling(seen));
    const ids = [await keep(canceled('first')), await keep(canceled('second'))];
    const { dispatcher, handled, clock } = await startDispatcher(settling(seen), { store });
    dispatcher.resume(await store.waiting());
    await handled(ids[0] ?? '', isSuperseded);
    expect(seen).toEqual([]);
    await clock.due(2_000);
    clock.pass(2_000);
    await handled(ids[1] ?? '', isDone);
    expect(seen).toEqual(['second']);
  });

  test('runs once also where more wait than may run at once, and their time is over', async () => {
    const seen: string[] = [];
    const { keep, store } = await startDispatcher(settling(seen));
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) ids.push(await keep(canceled(String(index))));
    const { dispatcher } = await startDispatcher(settling(seen), {
      store,
      concurrency: 2,
      clock: { ...systemClock, now: () => Date.UTC(2100, 0) },
    });
    dispatcher.resume(await store.waiting());
    await until(store, 'nothing waiting', async () => (await store.waiting()).length === 0);
    expect(seen).toEqual(['11']);
  });

  test('does not wait for another handler of its event', async () => {
    const seen: string[] = [];
    const door = gate('the test to let the handler end');
    const { deliver, store, clock } = await startDispatcher({
      'workflow-completed': async () => door.opened(),
      any: {
        settle: { by: () => 'all', for: 2_000 },
        handle: ({ id }) => void seen.push(id ?? ''),
      },
    });
    const first = await deliver(canceled('first'));
    await clock.due(2_000);
    await deliver(canceled('last'));
    await until(store, 'the first superseded', async () =>
      (await store.get(first))?.handlings.some(isSuperseded),
    );
    clock.pass(2_000);
    door.open();
    await until(store, 'nothing waiting', async () => (await store.waiting()).length === 0);
    expect(seen).toEqual(['last']);
  });

  test('what came in time is not missed because others run', async () => {
    const seen: string[] = [];
    const started = gate('the handler to begin');
    const door = gate('the test to let the handler end');
    const { deliver, handled, clock } = await startDispatcher(
      {
        ...settling(seen),
        ping: async () => {
          started.open();
          await door.opened();
        },
      },
      { concurrency: 1 },
    );
    const first = await deliver(canceled('first'));
    await clock.due(2_000);
    const ping = await deliver(PINGED);
    await started.opened();
    const last = await deliver(canceled('last'));
    clock.pass(2_000);
    door.open();
    await handled(ping, isDone);
    await handled(first, ({ state }) => state !== 'waiting');
    await clock.due(0);
    clock.pass(0);
    await handled(last, isDone);
    expect(seen).toEqual(['last']);
  });
});
