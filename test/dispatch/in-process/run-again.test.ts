import { jobEvent, PINGED } from '../../support/events';
import { gate } from '../../support/gate';
import { failedTimes, isDone, isFailed } from '../../support/handling-states';
import { startDispatcher } from '../../support/test-dispatcher';

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
    const started = gate('the handler to begin');
    const door = gate('the test to let the handler end');
    const { deliver, handled, dispatcher } = await startDispatcher({
      ping: async () => {
        runs += 1;
        running += 1;
        most = Math.max(most, running);
        started.open();
        await door.opened();
        running -= 1;
      },
      'job-completed': () => undefined,
    });
    const id = await deliver(PINGED);
    await started.opened();
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
    const door = gate('the test to let the handler end');
    const { deliver, handled, dispatcher, store } = await startDispatcher(
      {
        ping: async () => door.opened(),
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
