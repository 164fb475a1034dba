import type { Config as ForwardConfig } from '@ngrok/ngrok';
import { setTimeout as wait } from 'node:timers/promises';
import type { PublicAddressHolder } from './public-address';
import { forwardConfigOf, type ForwardOptions } from './forward-config';
import { explainNgrokError, NO_SDK, UNREACHABLE, type NgrokProblem } from './ngrok-problem';
import { loadNgrokSdk, type Listener, type NgrokSdk } from './ngrok-sdk';

/** An attempt may go on for ever if a network swallows what is sent: by then it is said. */
const OPENS_WITHIN_MS = 15_000;
const RETRY_DELAYS_MS = [5_000, 10_000, 30_000, 60_000];
/** An edge that does not answer must not hold up the end. */
const CLOSE_TIMEOUT_MS = 2_000;

export interface KeepTunnelOptions extends ForwardOptions {
  readonly address: PublicAddressHolder;
  readonly loadSdk?: () => Promise<NgrokSdk>;
  readonly opensWithinMs?: number;
  readonly retryDelaysMs?: readonly number[];
}

export interface KeptTunnel {
  readonly close: () => Promise<void>;
}

/**
 * Keeps a tunnel to the receiver open, with ngrok's SDK. A lost connection is made again, by the SDK itself
 * or, if it gives up, here; what will not go by itself, such as a wrong token, is said once.
 */
export function keepTunnel({
  config,
  secrets,
  addr,
  address,
  loadSdk = loadNgrokSdk,
  opensWithinMs = OPENS_WITHIN_MS,
  retryDelaysMs = RETRY_DELAYS_MS,
}: KeepTunnelOptions): KeptTunnel {
  let closing = false;
  let wasOpen = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let closeListener: (() => Promise<void>) | undefined;

  function fail({ sentence, passing }: NgrokProblem): void {
    if (closing) return;
    address.set({ state: 'failed', problem: sentence });
    if (passing === 'never' || (passing === 'once-open' && !wasOpen)) return;
    const delay = retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)];
    failures += 1;
    timer = setTimeout(() => void open(), delay).unref();
  }

  async function open(): Promise<void> {
    const forwardConfig = forwardConfigOf({ config, secrets, addr });
    if ('sentence' in forwardConfig) {
      fail(forwardConfig);
      return;
    }
    let sdk: NgrokSdk;
    try {
      sdk = await loadSdk();
    } catch {
      fail(NO_SDK);
      return;
    }
    try {
      await forward(sdk, forwardConfig);
    } catch (error) {
      fail(explainNgrokError(error));
    }
  }

  async function connect(sdk: NgrokSdk, forwardConfig: ForwardConfig): Promise<Listener> {
    const overdue = setTimeout(() => {
      if (!closing) address.set({ state: 'failed', problem: UNREACHABLE.sentence });
    }, opensWithinMs).unref();
    try {
      return await sdk.forward(forwardConfig);
    } finally {
      clearTimeout(overdue);
    }
  }

  /** Opens the tunnel, and follows it until it ends. */
  async function forward(sdk: NgrokSdk, forwardConfig: ForwardConfig): Promise<void> {
    let url: string | null = null;
    const listener = await connect(sdk, {
      ...forwardConfig,
      onStatusChange(status) {
        if (url !== null && !closing) {
          address.set({ state: status === 'connected' ? 'open' : 'lost', url });
        }
      },
    });
    closeListener = listener.close.bind(listener);
    if (closing) {
      await closeListener();
      return;
    }
    url = listener.url();
    if (url === null) throw new Error('The listener has no URL.');
    wasOpen = true;
    failures = 0;
    address.set({ state: 'open', url });
    await listener.join();
    url = null;
    throw new Error('The connection ended.');
  }

  address.set({ state: 'opening' });
  void open();
  return {
    async close() {
      closing = true;
      clearTimeout(timer);
      await Promise.race([
        closeListener?.().catch(() => undefined),
        wait(CLOSE_TIMEOUT_MS, undefined, { ref: false }),
      ]);
    },
  };
}
