import { systemClock } from '../../src/dispatch/clock';
import type { Handlers } from '../../src/dispatch/handlers';
import type { Handling } from '../../src/delivery/handling';
import { jobEvent, PINGED, workflowEvent } from '../support/events';
import { startDispatcher } from '../support/test-dispatcher';
import { until } from '../support/until';

const isDone = ({ state }: Handling): boolean => state === 'done';
const isFailed = ({ state }: Handling): boolean => state === 'failed';
const failedTimes =
  (count: number) =>
  ({ attempts, state }: Handling): boolean =>
    attempts.length === count && state === 'waiting';

/** A promise, and what settles it. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

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

test('a handler that fails is tried again, later each time, and at last marked failed', async () => {
  const attempted: number[] = [];
  const { deliver, handled, clock, notices, store } = await startDispatcher({
    ping: (_event, _delivery, { attempt }) => {
      attempted.push(attempt);
      throw new Error(`broken ${attempt}`);
    },
  });
  const id = await deliver(PINGED);
  const waits: number[] = [];
  for (let count = 1; count < 5; count += 1) {
    const { next } = await handled(id, failedTimes(count));
    waits.push((next?.at ?? 0) - clock.now());
    await clock.due(waits.at(-1) ?? 0);
    clock.pass(waits.at(-1) ?? 0);
  }
  const { attempts, next } = await handled(id, isFailed);
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(attempted).toEqual([1, 2, 3, 4, 5]);
  expect(attempts.map(({ error }) => error?.split('\n')[0])).toEqual(
    [1, 2, 3, 4, 5].map((number) => `Error: broken ${number}`),
  );
  expect(next).toBeUndefined();
  expect(await store.waiting()).toEqual([]);
  expect(await notices.entry(1)).toMatch(
    /Handler ping failed on delivery .*; attempt 2 of 5 follows in 1\.0 s\.\n {2}Error: broken 1/,
  );
  expect(await notices.entry(5)).toMatch(/for good.*\n {2}Error: broken 5/);
});

test('a handler that never ends does not delay another one of its event', async () => {
  const { deliver, store } = await startDispatcher({
    'workflow-completed': async () => new Promise(() => undefined),
    any: () => undefined,
  });
  const id = await deliver(workflowEvent());
  await until(store, 'one done', async () => (await store.get(id))?.handlings.some(isDone));
});

test('a retry comes in time, also where the clock is set back', async () => {
  const { deliver, handled, clock } = await startDispatcher({
    ping: (_event, _delivery, { attempt }) => {
      if (attempt === 1) throw new Error('not yet');
    },
  });
  const id = await deliver(PINGED);
  await handled(id, failedTimes(1));
  await clock.due(1_000);
  clock.setBack(3_600_000);
  clock.pass(1_000);
  await handled(id, isDone);
});

test('a handler that recovers is done, with what went wrong before', async () => {
  const { deliver, handled, clock } = await startDispatcher({
    ping: async (_event, _delivery, { attempt }) => {
      if (attempt === 1) return Promise.reject(new Error('not yet'));
    },
  });
  const id = await deliver(PINGED);
  await handled(id, failedTimes(1));
  await clock.due(1_000);
  clock.pass(1_000);
  const { attempts } = await handled(id, isDone);
  expect(attempts.map(({ number, error }) => [number, error === undefined])).toEqual([
    [1, false],
    [2, true],
  ]);
});

test.each<[string, () => void | Promise<void>, RegExp]>([
  [
    'rejects with undefined',
    async () => {
      await Promise.resolve();
      throw undefined as unknown as Error;
    },
    /Thrown: undefined/,
  ],
  [
    'throws a text',
    () => {
      throw 'a text' as unknown as Error;
    },
    /Thrown: 'a text'/,
  ],
  [
    'throws what cannot be shown',
    () => {
      const odd = new Error('odd');
      Object.defineProperty(odd, 'stack', {
        get() {
          throw odd;
        },
      });
      throw odd;
    },
    /cannot be shown/,
  ],
  [
    'throws an error without a stack',
    () => {
      throw Object.assign(new Error('no stack'), { stack: undefined });
    },
    /Error: no stack/,
  ],
  [
    'throws an error with a cause',
    () => {
      throw new TypeError('fetch failed', {
        cause: new AggregateError([new Error('connect ECONNREFUSED ::1:80')]),
      });
    },
    /fetch failed[^]*ECONNREFUSED ::1:80/,
  ],
  [
    'throws an error that is very long',
    () => {
      throw new Error('long '.repeat(10_000));
    },
    /^Error: (long ){790}[^]{0,50}$/,
  ],
])('a handler that %s fails, and stops no other', async (_, handle, error) => {
  const { deliver, handled } = await startDispatcher(
    { ping: handle, 'job-completed': () => undefined },
    { attempts: 1, concurrency: 1 },
  );
  const { attempts } = await handled(await deliver(PINGED), isFailed);
  expect(attempts[0]?.error).toMatch(error);
  await handled(await deliver(jobEvent()), isDone);
});

test('a handler that never ends fails after its time, sees its signal abort, and frees its place', async () => {
  let signal: AbortSignal | undefined;
  const started = gate();
  const { deliver, handled, clock } = await startDispatcher(
    {
      ping: async (_event, _delivery, context) => {
        ({ signal } = context);
        started.open();
        return new Promise(() => undefined);
      },
      'job-completed': () => undefined,
    },
    { attempts: 1, concurrency: 1 },
  );
  const endless = await deliver(PINGED);
  const next = await deliver(jobEvent());
  await started.opened;
  expect(signal?.aborted).toBe(false);
  clock.pass(30_000);
  const { attempts } = await handled(endless, isFailed);
  expect(signal?.aborted).toBe(true);
  expect(attempts[0]).toMatchObject({
    durationMs: 30_000,
    error: 'It took longer than 30 s (HANDLER_TIMEOUT).',
  });
  await handled(next, isDone);
});

test('no more handlers run at once than may', async () => {
  let running = 0;
  let most = 0;
  const door = gate();
  const filled = gate();
  const { deliver, store } = await startDispatcher(
    {
      ping: async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 3) filled.open();
        await door.opened;
        running -= 1;
      },
    },
    { concurrency: 3 },
  );
  for (let index = 0; index < 10; index += 1) await deliver({ ...PINGED, id: String(index) });
  await filled.opened;
  door.open();
  await until(store, 'nothing waiting', async () => (await store.waiting()).length === 0);
  expect(most).toBe(3);
});

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
      const gates = new Map(['ping', 'job-completed'].map((type) => [type, gate()]));
      const crash = async ({ type }: { type: string }): Promise<void> => {
        gates.get(type)?.open();
        return new Promise(() => undefined); // nothing comes of it, as if the process ended
      };
      const { dispatcher } = await startDispatcher(
        { ping: crash, 'job-completed': crash },
        { store, attempts: 2 },
      );
      dispatcher.resume(await store.waiting());
      await Promise.all(begins.map(async (type) => gates.get(type)?.opened));
    }
    let running = 0;
    let most = 0;
    const door = gate();
    const { dispatcher, deliver, handled, notices } = await startDispatcher(
      {
        ping: () => undefined,
        'job-completed': async () => {
          running += 1;
          most = Math.max(most, running);
          await door.opened;
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

describe('the end', () => {
  test('waits for what runs, and starts nothing more', async () => {
    const started = gate();
    const door = gate();
    const { deliver, handled, dispatcher, store } = await startDispatcher(
      {
        ping: async () => {
          started.open();
          await door.opened;
        },
      },
      { concurrency: 1 },
    );
    const running = await deliver(PINGED);
    const next = await deliver({ ...PINGED, id: 'next' });
    await started.opened;
    const closed = dispatcher.close(10_000);
    door.open();
    await closed;
    await handled(running, isDone);
    expect(await store.waiting()).toMatchObject([{ id: next }]);
  });

  test('aborts what takes too long, and leaves it for the next start', async () => {
    let signal: AbortSignal | undefined;
    const started = gate();
    const { deliver, dispatcher, store, clock, notices } = await startDispatcher({
      ping: async (_event, _delivery, context) => {
        ({ signal } = context);
        started.open();
        return new Promise(() => undefined);
      },
    });
    const id = await deliver(PINGED);
    await started.opened;
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
      const started = gate();
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
      await started.opened;
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

describe('run again', () => {
  test('starts anew, and keeps what was attempted before', async () => {
    let isBroken = true;
    const { deliver, handled, dispatcher } = await startDispatcher(
      {
        ping: () => {
          if (isBroken) throw new Error('broken');
        },
      },
      { attempts: 1 },
    );
    const id = await deliver(PINGED);
    await handled(id, isFailed);
    isBroken = false;
    expect(await dispatcher.runAgain(id)).toBe(true);
    const { attempts } = await handled(id, isDone);
    expect(attempts.map(({ number }) => number)).toEqual([1, 1]);
  });

  test('of what waits for another attempt is no second run beside it', async () => {
    let runs = 0;
    const { deliver, handled, dispatcher, clock } = await startDispatcher({
      ping: async () => {
        runs += 1;
        await Promise.resolve();
        throw new Error('broken');
      },
    });
    const id = await deliver(PINGED);
    await handled(id, failedTimes(1)); // the next one in 1 s
    await dispatcher.runAgain(id);
    await handled(id, failedTimes(2)); // in 1 s again
    clock.pass(1_000);
    await handled(id, failedTimes(3));
    clock.pass(2_000);
    const { attempts } = await handled(id, failedTimes(4));
    expect(attempts.map(({ number }) => number)).toEqual([1, 1, 2, 3]);
    expect(runs).toBe(4);
  });

  test('of what runs, runs it a second time, but not beside', async () => {
    let runs = 0;
    let running = 0;
    let most = 0;
    const started = gate();
    const door = gate();
    const { deliver, handled, dispatcher } = await startDispatcher({
      ping: async () => {
        runs += 1;
        running += 1;
        most = Math.max(most, running);
        started.open();
        await door.opened;
        running -= 1;
      },
      'job-completed': () => undefined,
    });
    const id = await deliver(PINGED);
    await started.opened;
    await dispatcher.runAgain(id);
    await handled(await deliver(jobEvent()), isDone); // its turn comes after
    door.open();
    const { attempts } = await handled(
      id,
      (handling) => isDone(handling) && handling.attempts.length === 2,
    );
    expect(attempts.map(({ number }) => number)).toEqual([1, 1]);
    expect([runs, most]).toEqual([2, 1]);
  });

  test('of what waits for its turn runs it once', async () => {
    const runs: string[] = [];
    const door = gate();
    const { deliver, handled, dispatcher, store } = await startDispatcher(
      {
        ping: async () => door.opened,
        'job-completed': (_event, { id }) => void runs.push(id),
      },
      { concurrency: 1 },
    );
    await deliver(PINGED);
    const id = await deliver(jobEvent());
    await dispatcher.runAgain(id);
    door.open();
    const last = await deliver(jobEvent({ id: 'last' }));
    await handled(last, isDone);
    expect(runs).toEqual([id, last]);
    expect(await store.waiting()).toEqual([]);
  });

  test('also runs what was a duplicate', async () => {
    const seen: string[] = [];
    const { deliver, handled, dispatcher } = await startDispatcher({
      ping: (_event, { id }) => void seen.push(id),
    });
    const first = await deliver(PINGED);
    await handled(first, isDone);
    const duplicate = await deliver(PINGED);
    await dispatcher.runAgain(duplicate);
    await handled(duplicate, isDone);
    expect(seen).toEqual([first, duplicate]);
  });
});

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
      if (before !== undefined) await handled(before, ({ state }) => state === 'superseded');
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
    const isSuperseded = ({ state }: Handling): boolean => state === 'superseded';
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
    await handled(ids[0] ?? '', ({ state }) => state === 'superseded');
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
    const door = gate();
    const { deliver, store, clock } = await startDispatcher({
      'workflow-completed': async () => door.opened,
      any: {
        settle: { by: () => 'all', for: 2_000 },
        handle: ({ id }) => void seen.push(id ?? ''),
      },
    });
    const first = await deliver(canceled('first'));
    await clock.due(2_000);
    await deliver(canceled('last'));
    const isSuperseded = ({ state }: Handling): boolean => state === 'superseded';
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
    const started = gate();
    const door = gate();
    const { deliver, handled, clock } = await startDispatcher(
      {
        ...settling(seen),
        ping: async () => {
          started.open();
          await door.opened;
        },
      },
      { concurrency: 1 },
    );
    const first = await deliver(canceled('first'));
    await clock.due(2_000);
    const ping = await deliver(PINGED);
    await started.opened;
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
