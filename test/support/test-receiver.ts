import { createChosenAnswers, type ChosenAnswers } from '../../src/answers/chosen-answers';
import type { Clock } from '../../src/dispatch/clock';
import type { Dispatcher } from '../../src/dispatch/dispatcher';
import { createDispatcher } from '../../src/dispatch/in-process';
import { createForward, type Forward } from '../../src/forward/forward';
import type { Handlers } from '../../src/dispatch/handlers';
import { forwardTo } from '../../src/config/forward-to';
import { readFilter } from '../../src/store/read-filter';
import type { Log } from '../../src/log/log';
import { createLog } from '../../src/log/log';
import { createReceiver, type ReceiverOptions } from '../../src/receiver/receiver';
import { createReplays, type Replays } from '../../src/delivery/replays';
import { listen, type RunningServer, type ServerLimits } from '../../src/http/server';
import type { DeliveryStore } from '../../src/store/delivery-store';
import { afterTest } from './clean-up';
import { recordingOutput, type RecordingOutput } from './recording-output';

export interface TestReceiver {
  readonly url: string;
  readonly port: number;
  readonly server: RunningServer;
  readonly output: RecordingOutput;
  readonly notices: RecordingOutput;
  /** Undefined if there is no store. */
  readonly dispatcher: Dispatcher | undefined;
  readonly answers: ChosenAnswers;
  /** Waits for the entry of the last of so many requests, read from its JSON. */
  readonly logged: (count?: number) => Promise<Record<string, unknown>>;
}

export interface TestReceiverOptions extends Partial<ReceiverOptions['config']> {
  readonly logFormat?: 'pretty' | 'json';
  readonly limits?: Partial<ServerLimits>;
  readonly onClosed?: (why: string) => void;
  readonly replays?: Replays;
  /** By which answers that are chosen are held back, and end. */
  readonly clock?: Clock;
  readonly store?: DeliveryStore;
  readonly handlers?: Handlers;
  /** The apps to which deliveries go on; see FORWARD_TO. */
  readonly forwardTo?: string;
  /** How often a handler is tried. */
  readonly attempts?: number;
}

/** Starts a receiver on a free port of the loopback. It is stopped after the test. */
export async function startReceiver({
  logFormat = 'json',
  limits = {},
  onClosed = () => undefined,
  replays = createReplays(),
  clock,
  store,
  handlers = {},
  forwardTo: targets,
  attempts = 2,
  ...config
}: TestReceiverOptions = {}): Promise<TestReceiver> {
  const output = recordingOutput();
  const notices = recordingOutput();
  const log = createLog({ format: logFormat, color: false, output, notices });
  const answers = createChosenAnswers(log, clock);
  const dispatcher =
    store &&
    createDispatcher({
      ...{ handlers, store, log, attempts, concurrency: 8 },
      forwards: forwardsTo(targets, config.secrets?.current, log),
      timeoutMs: 5_000,
    });
  afterTest(async () => dispatcher?.close(5_000));
  const { listener, classes } = createReceiver({
    config: {
      ...{ secrets: undefined, bodyLimitBytes: 1024 * 1024, logLevel: 'info', role: 'both' },
      ...config,
    },
    log,
    replays,
    answers,
    storage: store && dispatcher && { store, dispatcher },
  });
  const server = await listen(listener, {
    ...{ port: 0, host: '127.0.0.1', limits, classes, onClosed },
  });
  afterTest(async () => server.close(0));
  afterTest(answers.end);
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    server,
    output,
    notices,
    dispatcher,
    answers,
    async logged(count = 1) {
      return JSON.parse(await output.entry(count)) as Record<string, unknown>;
    },
  };
}

function forwardsTo(targets: string | undefined, secret: string | undefined, log: Log): Forward[] {
  return forwardTo('FORWARD_TO')
    .read({ FORWARD_TO: targets })
    .map((target) =>
      createForward({
        ...{ target, log, secret, timeoutMs: 5_000 },
        filter: readFilter(Object.fromEntries(new URLSearchParams(target.filter))),
      }),
    );
}
