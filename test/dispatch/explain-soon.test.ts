import { createCircleCi } from '../../src/circleci-api/circleci';
import { createDispatcher } from '../../src/dispatch/in-process';
import { createExplain } from '../../src/dispatch/explain';
import { explainingSoon } from '../../src/dispatch/explain-soon';
import { createLog } from '../../src/log/log';
import type { Delivery } from '../../src/delivery/delivery';
import type { DeliveryStore } from '../../src/store/delivery-store';
import { testResult } from '../support/circleci-failures-stand-in';
import { startCircleCi, TOKEN, type CircleCiStandIn } from '../support/circleci-stand-in';
import { afterTest } from '../support/clean-up';
import { delivery } from '../support/delivery';
import { jobEvent } from '../support/events';
import { recordingOutput, type RecordingOutput } from '../support/recording-output';
import { openStore } from '../support/test-store';
import { until } from '../support/until';

interface Started {
  readonly circleCi: CircleCiStandIn;
  readonly store: DeliveryStore;
  readonly told: RecordingOutput;
  readonly close: () => Promise<void>;
  /** Has an event kept and handled; gives its id. */
  readonly deliver: (event: object, changes?: Partial<Delivery>) => Promise<string>;
}

async function start(): Promise<Started> {
  const path = 'github/example/shop/7';
  const failures = { builds: { [path]: [] }, tests: { [path]: [testResult('rounds')] } };
  const circleCi = await startCircleCi({ failures });
  const store = await openStore();
  const told = recordingOutput();
  const log = createLog({ format: 'json', color: false, output: told, notices: told });
  const runs = createDispatcher({
    ...{ handlers: {}, store, log, timeoutMs: 5_000, attempts: 1, concurrency: 1 },
  });
  const stop = new AbortController();
  const { signal } = stop;
  const explain = createExplain(
    store,
    createCircleCi({ token: TOKEN, host: circleCi.url, signal }),
  );
  const dispatcher = explainingSoon(runs, { store, explain, log, stop });
  const close = afterTest(async () => dispatcher.close(5_000));
  return {
    ...{ circleCi, store, told, close },
    async deliver(event, changes = {}) {
      const received = delivery({ body: Buffer.from(JSON.stringify(event)), ...changes });
      const { id } = await store.save(received, { accepted: true });
      dispatcher.enqueue(id, received, []);
      return id;
    },
  };
}

const FAILED = jobEvent({ job: { status: 'failed', name: 'test', number: 7 } });

test('why something failed is kept without a click, once it came', async () => {
  const { deliver, store } = await start();
  const id = await deliver(FAILED);
  const failure = await until(store, 'why it failed', async () => store.failure(id));
  expect(failure.jobs[0]?.tests[0]?.name).toBe('rounds');
});

test('what did not fail, or came unsigned, has nothing asked', async () => {
  const { deliver, store, circleCi } = await start();
  await deliver(jobEvent());
  await deliver(FAILED, { signature: { verdict: 'unchecked' } });
  const id = await deliver(FAILED);
  await until(store, 'why the last one failed', async () => store.failure(id));
  expect(circleCi.requests).toHaveLength(2); // steps and tests of the last
});

test('what CircleCI does not tell is logged in a sentence, and the next is asked for', async () => {
  const { deliver, store, told } = await start();
  const id = await deliver(jobEvent({ job: { status: 'failed', number: 8 } }));
  const next = await deliver(FAILED);
  await until(store, 'why the next one failed', async () => store.failure(next));
  expect(told.entries.join()).toContain(`Why it failed could not be read, for delivery ${id}.`);
  expect(told.entries.join()).toContain('CircleCI has the steps of test no longer');
  expect(told.entries.join()).not.toContain(TOKEN);
  expect(await store.failure(id)).toBeUndefined();
});

test('the end does not wait for what CircleCI is being asked', async () => {
  const { deliver, circleCi, close, told } = await start();
  const asked = circleCi.onNext('GET', 'hang');
  await deliver(FAILED);
  await asked;
  await close();
  expect(told.entries).toEqual([]);
});
