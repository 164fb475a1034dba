import type { Handlers } from '../../../src/dispatch/handlers';
import { createForward } from '../../../src/forward/forward';
import { startAppStandIn } from '../../support/app-stand-in';
import { PINGED, workflowEvent } from '../../support/events';
import { gate } from '../../support/gate';
import { failedTimes, isDone, isSuperseded } from '../../support/handling-states';
import { createDatabase, describeWithPostgres, inPostgres } from '../../support/postgres';
import { startTestWorker } from '../../support/test-worker';
import { until } from '../../support/until';
import { poll } from '../../support/wait';

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

  test('what fails is tried again later, by either, and never beside itself', async () => {
    const url = await createDatabase();
    let running = 0;
    let most = 0;
    const attempts: number[] = [];
    const handlers: Handlers = {
      async ping(_event, _delivery, { attempt }) {
        running += 1;
        most = Math.max(most, running);
        attempts.push(attempt);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
        if (attempt < 3) throw new Error('Not yet.');
      },
    };
    const { deliver, handled } = await startTestWorker(url, handlers);
    await startTestWorker(url, handlers);
    const id = await deliver(PINGED);
    await handled(id, failedTimes(1));
    const { attempts: made } = await handled(id, isDone);
    expect(attempts).toEqual([1, 2, 3]);
    expect(most).toBe(1);
    const [first, second] = made;
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(500);
    expect(made.map(({ error }) => error === undefined)).toEqual([false, false, true]);
  });

  test('what was planned before anyone had a handler for it is handled once one has', async () => {
    const url = await createDatabase();
    const { keep, end } = await startTestWorker(url, { ping: () => undefined });
    await end();
    const id = await keep(PINGED);
    await inPostgres(url, 'DELETE FROM receiver.job');
    const { handled } = await startTestWorker(url, { ping: () => undefined });
    await handled(id, isDone);
  });

  test('what is run again from another runs once more, and not beside what runs', async () => {
    const url = await createDatabase();
    const begun = gate('the first run');
    const goOn = gate('its end');
    let running = 0;
    let runs = 0;
    const one = await startTestWorker(url, {
      async ping() {
        running += 1;
        runs += 1;
        begun.open();
        await goOn.opened();
        running -= 1;
      },
    });
    const id = await one.deliver(PINGED);
    await begun.opened();
    const besides: number[] = [];
    const other = await startTestWorker(url, {
      ping: () => {
        runs += 1;
        besides.push(running);
      },
    });
    expect(await other.dispatcher.runAgain(id)).toBe(true);
    goOn.open();
    await other.handled(id, isDone);
    expect(runs).toBe(2);
    expect(besides.every((count) => count === 0)).toBe(true);
    expect(await other.dispatcher.runAgain(id)).toBe(true);
    await one.handled(id, ({ attempts, state }) => attempts.length >= 2 && state === 'done');
    expect(runs).toBe(3);
  });

  test('what is cut off at the end is run by the other at once', async () => {
    const url = await createDatabase();
    const begun = gate('a handler');
    const one = await startTestWorker(url, {
      async ping() {
        begun.open();
        await new Promise(() => undefined);
      },
    });
    const id = await one.deliver(PINGED);
    await begun.opened();
    const other = await startTestWorker(url, { ping: () => undefined });
    await one.end();
    const { attempts } = await other.handled(id, isDone);
    expect(attempts.map(({ number, error }) => [number, error])).toEqual([
      [1, 'The receiver stopped before it was done.'],
      [1, undefined],
    ]);
    expect(one.notices.entries.join('')).toMatch(/were cut off: another receiver runs them again/);
  });

  test('what runs may end in time when it closes', async () => {
    const url = await createDatabase();
    const begun = gate('a handler');
    const goOn = gate('its end');
    const { deliver, dispatcher, handled } = await startTestWorker(url, {
      async ping() {
        begun.open();
        await goOn.opened();
      },
    });
    const id = await deliver(PINGED);
    await begun.opened();
    const closing = dispatcher.close(10_000);
    goOn.open();
    await closing;
    expect((await handled(id, isDone)).attempts).toHaveLength(1);
  });

  test('one whose lease was lost aborts, and what it tells late is not kept', async () => {
    const url = await createDatabase();
    const begun = gate('the first');
    const takenOver = gate('the second');
    const goOn = gate('its end');
    const aborted = gate('an abort of the first');
    let runs = 0;
    const handlers: Handlers = {
      async ping(_event, _delivery, { signal }) {
        runs += 1;
        if (runs > 1) {
          takenOver.open();
          await goOn.opened();
          return;
        }
        signal.addEventListener('abort', aborted.open);
        begun.open();
        await new Promise(() => undefined);
      },
    };
    const one = await startTestWorker(url, handlers, { leaseSeconds: 2 });
    const other = await startTestWorker(url, handlers, { leaseSeconds: 2 });
    const id = await one.deliver(PINGED);
    await begun.opened();
    // As for one that was frozen for so long that others took its job over.
    await inPostgres(url, `UPDATE receiver.job SET started_on = started_on - interval '1 hour'`);
    await takenOver.opened();
    await aborted.opened();
    await poll('a notice', () =>
      [one, other].some(({ notices }) => notices.entries.join('').includes('was taken over')),
    );
    goOn.open();
    const { attempts: kept } = await other.handled(id, isDone);
    expect(kept.map(({ error }) => error)).toEqual([undefined]);
  });

  test('of several with the same key, the last is handled, whoever got them', async () => {
    const url = await createDatabase();
    const seen: (string | undefined)[] = [];
    const handlers: Handlers = {
      'workflow-completed': {
        settle: { by: ({ workflow }) => workflow.id, for: 1_500 },
        handle: ({ id }) => void seen.push(id),
      },
    };
    const one = await startTestWorker(url, handlers);
    const other = await startTestWorker(url, handlers);
    const first = await one.deliver(workflowEvent({ id: 'first' }));
    const second = await other.deliver(workflowEvent({ id: 'second' }));
    const apart = await other.deliver(workflowEvent({ id: 'apart', workflow: { id: 'another' } }));
    expect(await one.handled(first, isSuperseded)).toMatchObject({ supersededBy: second });
    await one.handled(second, isDone);
    await one.handled(apart, isDone);
    expect(seen.toSorted()).toEqual(['apart', 'second']);
    await other.dispatcher.runAgain(first);
    await one.handled(first, isDone);
    expect(seen).toHaveLength(3);
  });

  test('a target gets one after the other, as they arrived, from both, and again', async () => {
    const url = await createDatabase();
    const app = await startAppStandIn();
    const forwardsOf = (log = { info: () => undefined, warn: () => undefined }) => [
      createForward({
        target: { url: new URL(`${app.url}/hooks`), hasPath: true, filter: undefined },
        ...{ filter: {}, timeoutMs: 5_000, log },
      }),
    ];
    const one = await startTestWorker(url, {}, { forwards: forwardsOf() });
    const other = await startTestWorker(url, {}, { forwards: forwardsOf() });
    const ids: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      const { deliver } = index % 2 === 0 ? one : other;
      ids.push(await deliver({ ...PINGED, id: `${index}` }));
    }
    const got = await app.gets(10);
    const names = got.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id);
    expect(names).toEqual(ids.map((_, index) => `${index}`));
    await one.handled(ids[3] ?? '', isDone);
    expect(await other.dispatcher.forwardAgain(ids[3] ?? '')).toBe(true);
    expect(await app.gets(11)).toHaveLength(11);
  });
});
