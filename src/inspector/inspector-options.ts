import type { ChosenAnswers } from '../answers/chosen-answers';
import type { Secrets } from '../circleci/signature';
import type { CircleCi } from '../circleci-api/circleci';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { Explain } from '../dispatch/explain';
import type { Log } from '../log/log';
import type { PublicAddressSource } from '../tunnel/public-address';
import type { Replays } from '../delivery/replays';
import type { Recovery } from '../recover/recovery';
import type { DeliveryStore } from '../store/delivery-store';

/** How CircleCI is asked and told something in the inspector. */
export interface AskedCircleCi {
  readonly circleCi: CircleCi;
  readonly explain: Explain;
  /** Whether there is a token for it. */
  readonly isPossible: boolean;
  /** Whether CircleCI is asked without a click why something failed. */
  readonly isSoon: boolean;
}

/** What an inspector is made with: what it looks into. */
export interface InspectorOptions {
  readonly store: DeliveryStore;
  readonly replays: Replays;
  readonly answers: ChosenAnswers;
  readonly dispatcher: Pick<Dispatcher, 'runAgain' | 'forwardAgain' | 'targets'>;
  /** Undefined if signatures are not checked. */
  readonly secrets: Secrets | undefined;
  /** Where the receiver is reached from here, as in `http://127.0.0.1:3000`. */
  readonly receiverUrl: string;
  readonly publicAddress: PublicAddressSource;
  /** Of CircleCI, which is to reach the public address. */
  readonly circleCiUrl: URL;
  readonly asked: AskedCircleCi;
  readonly recovery: Recovery;
  readonly log: Log;
}
