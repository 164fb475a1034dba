import { jobEvent, PINGED } from '../support/events';
import { gate } from '../support/gate';
import { isDone, isFailed } from '../support/handling-states';
import { startDispatcher } from '../support/test-dispatcher';

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
  const started = gate('the handler to begin');
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
  await started.opened();
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
