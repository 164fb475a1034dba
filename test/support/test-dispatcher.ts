import type { Dispatcher, DispatcherOptions } from '../../src/dispatch/dispatcher';
import { createDispatcher } from '../../src/dispatch/in-process';
import type { Clock } from '../../src/dispatch/clock';
import type { Handlers } from '../../src/dispatch/handlers';
import type { Handling } from '../../src/delivery/handling';
import { createLog, type Log } from '../../src/log/log';
import { acceptedOptions, type SavedFact } from '../../src/receiver/keep-delivery';
import { deliveryOf, type Facts } from '../../src/receiver/outcome';
import { createRecorder } from '../../src/receiver/record';
import type { DeliveryStore, Saved } from '../../src/store/delivery-store';
import { afterTest } from './clean-up';
import { factsOf } from './delivery';
import { manualClock, type ManualClock } from './manual-clock';
import { recordingOutput, type RecordingOutput } from './recording-output';
import { openStore } from './test-store';
import { until } from './until';

/** What events are given to, as the receiver does, and what came of them is read from. */
export interface Deliveries {
  /** Keeps an event, without having it handled yet; gives its id. */
  readonly keep: (event: object) => Promise<string>;
  /** Keeps an event and has it handled. */
  readonly deliver: (event: object) => Promise<string>;
  /** Waits until the handling of a delivery by its first handler is as wanted, and gives it. */
  readonly handled: (id: string, holds: (handling: Handling) => boolean) => Promise<Handling>;
}

export interface TestDispatcher extends Deliveries {
  readonly dispatcher: Dispatcher;
  readonly store: DeliveryStore;
  readonly clock: ManualClock;
  readonly notices: RecordingOutput;
  /** Ends it, and cuts off what runs. */
  readonly end: () => Promise<void>;
}

/** Starts a dispatcher with a store of its own, and a clock that a test moves. */
export async function startDispatcher(
  handlers: Handlers,
  options: Partial<DispatcherOptions & { clock: Clock }> = {},
): Promise<TestDispatcher> {
  const store = options.store ?? (await openStore());
  const clock = manualClock();
  const notices = recordingOutput();
  const log = createLog({ format: 'json', color: false, output: notices, notices });
  const dispatcher = createDispatcher({
    ...{ handlers, store, log, clock, timeoutMs: 30_000, attempts: 5, concurrency: 8 },
    random: () => 1,
    ...options,
  });
  const end = afterTest(async () => {
    const closed = dispatcher.close(0);
    clock.pass(0);
    await closed;
  });

  return {
    ...{ dispatcher, store, clock, notices, end },
    ...deliveriesFor(dispatcher, store, log, clock.now),
  };
}

/** Makes what gives events to a dispatcher. */
export function deliveriesFor(
  dispatcher: Dispatcher,
  store: DeliveryStore,
  log: Log,
  now = Date.now,
): Deliveries {
  const record = createRecorder({ store, dispatcher }, log);
  function receive(event: object): Facts & SavedFact {
    const facts = factsOf(Buffer.from(JSON.stringify(event)), new Date(now()));
    return { ...facts, plan: dispatcher.plan(deliveryOf(facts)) };
  }

  async function keep(facts: Facts & SavedFact): Promise<Saved> {
    const received = deliveryOf(facts);
    return store.save(received, acceptedOptions(received, facts));
  }

  return {
    keep: async (event) => (await keep(receive(event))).id,
    async deliver(event) {
      const facts = receive(event);
      const saving = keep(facts);
      const saved = await saving;
      const concluded = { delivery: deliveryOf(facts, { saved }), brief: false };
      record({ ...facts, saving, concluded });
      return saved.id;
    },
    async handled(id, holds) {
      let handling: Handling | undefined;
      return until(
        store,
        () => `a handling as wanted of ${id}; it is ${JSON.stringify(handling)}`,
        async () => {
          [handling] = (await store.get(id))?.handlings ?? [];
          return handling && holds(handling) && handling;
        },
      );
    },
  };
}
