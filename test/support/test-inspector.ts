import { createCircleCi } from '../../src/circleci-api/circleci';
import { createExplain } from '../../src/dispatch/explain';
import type { Clock } from '../../src/dispatch/clock';
import type { Config } from '../../src/config/config';
import type { Handlers } from '../../src/dispatch/handlers';
import { listenInspector } from '../../src/inspector/listen-inspector';
import { createPublicAddress, type PublicAddressHolder } from '../../src/tunnel/public-address';
import { createReplays } from '../../src/delivery/replays';
import type { DeliveryStore, KeptDelivery, Retention } from '../../src/store/delivery-store';
import { attend } from '../../src/recover/attendance';
import { createRecovery, type Recovery, type RecoveryOptions } from '../../src/recover/recovery';
import { createLog } from '../../src/log/log';
import { afterTest } from './clean-up';
import { SECRET } from './fixtures';
import { postEvent } from './post-event';
import { recordingOutput, type RecordingOutput } from './recording-output';
import { startReceiver, type TestReceiver } from './test-receiver';
import { openStore } from './test-store';
import { temporaryFolder } from './temporary-folder';
import { until } from './until';

export interface TestInspector {
  readonly url: string;
  readonly port: number;
  readonly receiver: TestReceiver;
  readonly store: DeliveryStore;
  /** What it logs itself, beside the receiver. */
  readonly output: RecordingOutput;
  readonly notices: RecordingOutput;
  readonly publicAddress: PublicAddressHolder;
  readonly close: () => Promise<unknown>;
  readonly recovery: Recovery;
  /** What that was made with. */
  readonly recoveryOptions: RecoveryOptions;
  /** Posts an event, bytes or JSON, signed unless the headers say otherwise, and gives what is kept of it. */
  readonly deliver: (
    event: unknown,
    options?: { path?: string; method?: string; headers?: Record<string, string> },
  ) => Promise<KeptDelivery>;
}

/** Starts a receiver and an inspector of it, on free ports. They are stopped after the test. */
export async function startInspector({
  secret = SECRET,
  circleCiUrl = new URL('https://circleci.com'),
  broken = {},
  retention,
  token,
  isSoon = false,
  circleCiConfig = { host: circleCiUrl, token, projects: [], recover: false },
  dataDir = temporaryFolder(),
  ...options
}: {
  secret?: string | null;
  circleCiUrl?: URL;
  /** For CircleCI's API, which is at `circleCiUrl`; none unless told. */
  token?: string;
  /** Whether pages wait for why something failed, as if CircleCI were asked at once. */
  isSoon?: boolean;
  circleCiConfig?: Config['circleCi'];
  /** Where it is noted when the receiver ran. */
  dataDir?: string;
  handlers?: Handlers;
  attempts?: number;
  forwardTo?: string;
  /** What of the store fails, or does otherwise, for the inspector. */
  broken?: Partial<DeliveryStore>;
  clock?: Clock;
  retention?: Retention;
} = {}): Promise<TestInspector> {
  const store = await openStore(retention && { retention });
  const replays = createReplays();
  const secrets = secret === null ? undefined : { current: secret };
  const receiver = await startReceiver({ secrets, store, replays, ...options });
  const notices = recordingOutput();
  const output = recordingOutput();
  const log = createLog({ format: 'json', color: false, output, notices });
  const { dispatcher, answers } = receiver;
  if (dispatcher === undefined) throw new Error('There is a store, so there is a dispatcher.');
  const publicAddress = createPublicAddress();
  const circleCi = createCircleCi({ token, host: circleCiUrl.href });
  const attendance = await attend(dataDir);
  afterTest(attendance.close);
  const recoveryOptions = {
    ...{ store, dispatcher, publicAddress, attendance, log, circleCi: circleCiConfig },
    wait: async () => Promise.resolve(),
  };
  const recovery = createRecovery(recoveryOptions);
  afterTest(recovery.close);
  const server = await listenInspector(
    {
      store: { ...store, ...broken },
      dispatcher,
      replays,
      answers,
      secrets,
      receiverUrl: receiver.url,
      publicAddress,
      circleCiUrl,
      recovery,
      log,
      asked: {
        circleCi,
        explain: createExplain(store, circleCi),
        isPossible: token !== undefined,
        isSoon,
      },
    },
    0,
  );
  return {
    close: afterTest(async () => server.close(0)),
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    receiver,
    store,
    output,
    notices,
    publicAddress,
    recovery,
    recoveryOptions,
    async deliver(event, { path = '/hooks', method = 'POST', headers = {} } = {}) {
      const url = receiver.url + path;
      if (method === 'POST') await postEvent(url, event, { headers });
      else await (await fetch(url, { method, headers })).text();
      return newestAnswered(store, path);
    },
  };
}

/** Waits until the newest delivery of a path has its answer, and gives it. */
export async function newestAnswered(store: DeliveryStore, path: string): Promise<KeptDelivery> {
  let seen: string | undefined;
  return until(
    store,
    () => `a newest delivery of ${path} with its answer; the newest is of ${seen ?? 'none'}`,
    async () => {
      const [newest] = (await store.list({ limit: 1 })).deliveries;
      seen = newest?.url;
      const kept = newest?.url === path ? await store.get(newest.id) : undefined;
      return kept?.answer && kept;
    },
  );
}
