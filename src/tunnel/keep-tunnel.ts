import type { Config as ForwardConfig } from '@ngrok/ngrok';
import type { Secrets } from '../circleci/signature';
import type { TunnelConfig } from '../config';
import type { PublicAddressHolder } from '../public-address';
import {
  explainNgrokError,
  NO_AUTHTOKEN,
  NO_SDK,
  NOTHING_TO_VERIFY_WITH,
  SECRET_IS_EXPRESSION,
  type NgrokProblem,
} from './ngrok-problem';
import { loadNgrokSdk, type NgrokSdk } from './ngrok-sdk';
import { verifyingPolicy } from './traffic-policy';

const RETRY_DELAYS_MS = [5_000, 10_000, 30_000, 60_000];
/** An edge that does not answer must not hold up the end. */
const CLOSE_TIMEOUT_MS = 2_000;

export interface KeepTunnelOptions {
  readonly config: Pick<TunnelConfig, 'authtoken' | 'domain' | 'serverAddr' | 'verify'>;
  readonly secrets: Secrets | undefined;
  /** Where the receiver is reached from here, as in `127.0.0.1:3000`. */
  readonly addr: string;
  readonly address: PublicAddressHolder;
  readonly loadSdk?: () => Promise<NgrokSdk>;
  readonly retryDelaysMs?: readonly number[];
}

export interface KeptTunnel {
  readonly close: () => Promise<void>;
}

/**
 * Keeps a tunnel to the receiver open, with ngrok's SDK. A lost connection is made again, by the SDK itself
 * or, where it gives up, here; what will not go by itself, such as a wrong token, is said once.
 */
export function keepTunnel({
  config,
  secrets,
  addr,
  address,
  loadSdk = loadNgrokSdk,
  retryDelaysMs = RETRY_DELAYS_MS,
}: KeepTunnelOptions): KeptTunnel {
  let closing = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let closeListener: (() => Promise<void>) | undefined;

  function fail({ sentence, passing }: NgrokProblem): void {
    if (closing) return;
    address.set({ state: 'failed', problem: sentence });
    if (!passing) return;
    const delay = retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)];
    failures += 1;
    timer = setTimeout(() => void open(), delay).unref();
  }

  async function open(): Promise<void> {
    const forwardConfig = forwardConfigOf(config, secrets, addr);
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

  /** Opens the tunnel, and follows it until it ends. */
  async function forward(sdk: NgrokSdk, forwardConfig: ForwardConfig): Promise<void> {
    let url: string | null = null;
    const listener = await sdk.forward({
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
        new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref()),
      ]);
    },
  };
}

function forwardConfigOf(
  { authtoken, domain, serverAddr, verify }: KeepTunnelOptions['config'],
  secrets: Secrets | undefined,
  addr: string,
): ForwardConfig | NgrokProblem {
  if (authtoken === undefined) return NO_AUTHTOKEN;
  if (verify && secrets === undefined) return NOTHING_TO_VERIFY_WITH;
  if (verify && secrets?.current.includes('${') === true) return SECRET_IS_EXPRESSION;
  return {
    addr,
    authtoken,
    forwards_to: addr,
    ...(domain !== undefined && { domain }),
    ...(serverAddr !== undefined && { server_addr: serverAddr }),
    ...(verify && secrets && { traffic_policy: verifyingPolicy(secrets.current) }),
  };
}
