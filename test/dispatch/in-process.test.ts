import { jobEvent, PINGED, workflowEvent } from '../support/events';
import { gate } from '../support/gate';
import { failedTimes, isDone } from '../support/handling-states';
import { startDispatcher } from '../support/test-dispatcher';
import { until } from '../support/until';

test('a handler gets its event, the delivery and a context', async () => {
  const seen: unknown[] = [];
  const { deliver, handled } = await startDispatcher({
    'workflow-completed': ({ workflow, pipeline }, { method, id }, { attempt, signal }) => {
      seen.push([workflow.status, pipeline.vcs?.branch, method, id, attempt, signal.aborted]);
    },
    'job-completed': () => {
      seen.push('another');
    },
  });
  const id = await deliver(workflowEvent());
  const { attempts } = await handled(id, isDone);
  expect(seen).toEqual([['success', 'main', 'POST', id, 1, false]]);
  expect(attempts).toEqual([{ number: 1, startedAt: expect.any(Number) as number, durationMs: 0 }]);
});

test('any gets every event, beside its own handler, and unknown what is not documented', async () => {
  const seen: string[] = [];
  const note =
    (name: string) =>
    ({ type = 'untold' }: { type?: string | undefined }): void => {
      seen.push(`${name} ${type}`);
    };
  const { deliver, store, handled } = await startDispatcher({
    ping: note('ping'),
    unknown: note('unknown'),
    any: note('any'),
  });
  for (const event of [PINGED, jobEvent(), { type: 'new' }, { id: 'no type' }])
    await handled(await deliver(event), isDone);
  await until(store, 'nothing waiting', async () => (await store.waiting()).length === 0);
  expect(seen).toEqual([
    ...['ping ping', 'any ping', 'any job-completed'],
    ...['unknown new', 'any new', 'unknown untold', 'any untold'],
  ]);
});

test('what no handler is meant for, and what is no event, waits for nothing', async () => {
  const { keep, store, dispatcher } = await startDispatcher({ ping: () => undefined });
  const ids = [await keep(jobEvent()), await keep({ no: 'event' })];
  expect(await store.waiting()).toEqual([]);
  expect((await store.get(ids[0] ?? ''))?.handlings).toEqual([]);
  expect(await dispatcher.runAgain(ids[0] ?? '')).toBe(false);
  expect(await dispatcher.runAgain('none')).toBe(false);
});

test('a duplicate is not handled again', async () => {
  let runs = 0;
  const { deliver, handled, store } = await startDispatcher({ ping: () => void (runs += 1) });
  await handled(await deliver(PINGED), isDone);
  const duplicate = await deliver(PINGED);
  expect((await store.get(duplicate))?.handlings).toEqual([]);
  expect(runs).toBe(1);
});

test('a handler that never ends does not delay another one of its event', async () => {
  const { deliver, store } = await startDispatcher({
    'workflow-completed': async () => new Promise(() => undefined),
    any: () => undefined,
  });
  const id = await deliver(workflowEvent());
  await until(store, 'one done', async () => (await store.get(id))?.handlings.some(isDone));
});

test('no more handlers run at once than may', async () => {
  let running = 0;
  let most = 0;
  const door = gate('the test to let the handler end');
  const filled = gate('as many handlers as may run');
  const { deliver, store } = await startDispatcher(
    {
      ping: async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 3) filled.open();
        await door.opened();
        running -= 1;
      },
    },
    { concurrency: 3 },
  );
  for (let index = 0; index < 10; index += 1) await deliver({ ...PINGED, id: String(index) });
  await filled.opened();
  door.open();
  await until(store, 'nothing waiting', async () => (await store.waiting()).length === 0);
  expect(most).toBe(3);
});

test('what is deleted while it waits for its turn is not handled', async () => {
  const seen: string[] = [];
  const [begun, door] = [gate('the first to begin'), gate('the test to let the handler end')];
  const { deliver, handled, store, clock } = await startDispatcher(
    {
      ping: async (_event, { id }) => {
        seen.push(id);
        begun.open();
        await door.opened();
      },
    },
    { concurrency: 1 },
  );
  const first = await deliver({ ...PINGED, id: 'first' });
  await begun.opened();
  const deleted = await deliver({ ...PINGED, id: 'deleted' });
  expect(await store.delete(deleted)).toBe(true);
  clock.pass(1_000);
  const last = await deliver({ ...PINGED, id: 'last' });
  door.open();
  await handled(last, isDone);
  expect(seen).toEqual([first, last]);
});

test('what is deleted between two attempts is not tried again', async () => {
  let runs = 0;
  const { deliver, handled, store, clock } = await startDispatcher({
    ping: () => {
      runs += 1;
      if (runs === 1) throw new Error('broken');
    },
  });
  const first = await deliver({ ...PINGED, id: 'first' });
  await handled(first, failedTimes(1));
  await store.delete(first);
  clock.pass(1_000);
  await handled(await deliver({ ...PINGED, id: 'last' }), isDone);
  expect(runs).toBe(2);
  expect(await store.waiting()).toEqual([]);
});
