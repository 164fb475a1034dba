import type { Config } from '@ngrok/ngrok';

export interface Listener {
  readonly url: () => string | null;
  /** Settles when calls are no longer forwarded. */
  readonly join: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What is used of ngrok's own SDK. */
export interface NgrokSdk {
  readonly forward: (config: Config) => Promise<Listener>;
}

/** Loads the SDK: 11 MB of native code, only for those who want a tunnel of the app's own. */
export async function loadNgrokSdk(): Promise<NgrokSdk> {
  return import('@ngrok/ngrok');
}
