import type { Handlers } from '../../src/dispatch/handlers';
import { PINGED } from '../support/events';
import { gate } from '../support/gate';
import { failedTimes, isDone } from '../support/handling-states';
import { temporaryFolder } from '../support/temporary-folder';
import { startDispatcher } from '../support/test-dispatcher';
import { openStore } from '../support/test-store';

test('what a handler logs is written with time and name, and kept with the attempt, also after a restart', async () => {
  const folder = temporaryFolder();
  const store = await openStore({ folder });
  const handlers: Handlers = {
    ping: (_event, _delivery, { log, attempt }) => {
      log.info(['one', 'two\nFORGED']);
      log.warn(`in attempt ${attempt}`, 'with\ndetails');
      log.error('three', new Error('bad'));
    },
  };
  const { deliver, handled, clock, notices, end } = await startDispatcher(handlers, { store });
  const at = clock.now();
  const id = await deliver(PINGED);
  await handled(id, isDone);
  await end();
  await store.close();

  const kept = await (await openStore({ folder })).get(id);
  expect(kept?.handlings[0]?.attempts[0]?.log).toEqual({
    lines: [
      { at, level: 'info', text: 'one' },
      { at, level: 'info', text: 'two\nFORGED' },
      { at, level: 'warn', text: 'in attempt 1', details: 'with\ndetails' },
      {
        ...{ at, level: 'error', text: 'three' },
        details: expect.stringMatching(/^Error: bad\n/) as string,
      },
    ],
    leftOut: 0,
  });
  const fields = { time: new Date(at).toISOString(), handler: 'ping', delivery: id };
  expect(notices.entries.map((entry) => JSON.parse(entry) as unknown)).toEqual([
    { ...fields, level: 'info', text: 'one', details: null },
    { ...fields, level: 'info', text: 'two\nFORGED', details: null },
    { ...fields, level: 'warn', text: 'in attempt 1', details: 'with\ndetails' },
    { ...fields, level: 'error', text: 'three', details: expect.stringContaining('bad') as string },
  ]);
});

/** Runs a handler of a ping, and gives what is kept of what it logged. */
async function loggedBy(handler: NonNullable<Handlers['ping']>): Promise<{
  readonly lines: readonly { readonly text: string; readonly details?: string }[];
  readonly leftOut: number;
  readonly written: number;
}> {
  const { deliver, handled, notices } = await startDispatcher({ ping: handler });
  const { attempts } = await handled(await deliver(PINGED), isDone);
  const { lines = [], leftOut = 0 } = attempts[0]?.log ?? {};
  return { lines, leftOut, written: notices.entries.length };
}

test('of many lines, the first are kept, and all are written', async () => {
  const { lines, leftOut, written } = await loggedBy((_event, _delivery, { log }) => {
    for (let index = 0; index < 120; index += 1) log.info(`line ${index}`);
  });
  expect([lines.length, leftOut, written]).toEqual([50, 70, 120]);
  expect(lines.at(-1)?.text).toBe('line 49');
});

test('of long lines, the start is kept', async () => {
  const { lines, leftOut } = await loggedBy((_event, _delivery, { log }) => {
    log.info('x'.repeat(7_000));
    log.warn('y'.repeat(400), 'z'.repeat(1_000_000));
    log.info('no more');
  });
  expect(lines.map(({ text, details }) => [text.length, details?.length])).toEqual([
    [7_000, undefined],
    [400, 601],
  ]);
  expect(lines[1]?.details?.endsWith('z…')).toBe(true);
  expect(leftOut).toBe(1);

  const alone = await loggedBy((_event, _delivery, { log }) => {
    log.error('x'.repeat(9_000), 'details');
  });
  expect(alone.lines).toEqual([expect.objectContaining({ text: `${'x'.repeat(8_000)}…` })]);
});

test('what is logged after the attempt has ended is written, and not kept', async () => {
  const late = gate('the test to let the late line come');
  const { deliver, handled, notices, store } = await startDispatcher({
    ping: (_event, _delivery, { log }) => {
      log.info('in time');
      void late.opened().then(() => {
        log.info('late');
      });
    },
  });
  const id = await deliver(PINGED);
  await handled(id, isDone);
  late.open();
  expect(await notices.entry(2)).toContain('late');
  const kept = (await store.get(id))?.handlings[0]?.attempts[0]?.log;
  expect(kept?.lines.map(({ text }) => text)).toEqual(['in time']);
});

test('a handler in JavaScript may log anything', async () => {
  const unprintable = new Proxy(
    {},
    {
      get: () => {
        throw new Error('no');
      },
    },
  );
  const { lines } = await loggedBy((_event, _delivery, { log }) => {
    for (const value of [42, undefined, { a: 1 }, unprintable]) log.warn(value as string);
    log.error('thrown', null);
  });
  expect(lines.map(({ text, details }) => [text, details])).toEqual([
    ...[
      ['42', undefined],
      ['undefined', undefined],
      ['{ a: 1 }', undefined],
    ],
    [expect.any(String), undefined],
    ['thrown', 'null'],
  ]);
});

test('of many attempts, the newest keep their lines, and the others the number of theirs', async () => {
  const { deliver, handled, clock } = await startDispatcher(
    {
      ping: (_event, _delivery, { log, attempt }) => {
        log.info(`attempt ${attempt}`);
        throw new Error('broken');
      },
    },
    { attempts: 10 },
  );
  const id = await deliver(PINGED);
  for (let count = 1; count < 7; count += 1) {
    const { next } = await handled(id, failedTimes(count));
    const wait = (next?.at ?? 0) - clock.now();
    await clock.due(wait);
    clock.pass(wait);
  }
  const { attempts } = await handled(id, failedTimes(7));
  expect(attempts.map(({ log }) => [log?.lines[0]?.text, log?.leftOut])).toEqual([
    ...[
      [undefined, 1],
      [undefined, 1],
    ],
    ...[3, 4, 5, 6, 7].map((number) => [`attempt ${number}`, 0]),
  ]);
});
