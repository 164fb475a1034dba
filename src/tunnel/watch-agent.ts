import { setTimeout as wait } from 'node:timers/promises';
import type { PublicAddressHolder } from './public-address';
import { askAgent } from './agent';
import type { Listening } from './leads-here';

/** Soon enough for who has just started the agent, and nothing to a machine. */
const LOOK_EVERY_MS = 3_000;
/** An agent that is busy or starts again is not gone at once. */
const MISSES_UNTIL_LOST = 2;

export interface AgentWatchOptions extends Listening {
  readonly agentApi: URL;
  readonly address: PublicAddressHolder;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly lookEveryMs?: number;
}

/** Looks after a running ngrok agent, which may come, change its URL, and go. Silent if there is none. */
export async function watchAgent({
  agentApi,
  port,
  host,
  address,
  signal,
  lookEveryMs = LOOK_EVERY_MS,
}: AgentWatchOptions): Promise<void> {
  let misses = 0;
  do {
    const before = address.current();
    const known = 'url' in before ? before.url : undefined;
    const finding = await askAgent(agentApi, { port, host }, known);
    if (signal.aborted) return;
    if (finding.found === 'endpoint') {
      misses = 0;
      address.set({ state: 'open', url: finding.url });
    } else {
      misses += 1;
      if (before.state === 'open' && misses >= MISSES_UNTIL_LOST) {
        address.set({ state: 'lost', url: before.url });
      }
    }
  } while (await wait(lookEveryMs, true, { ref: false, signal }).catch(() => false));
}
