import type { PublicAddressHolder } from './public-address';
import { askAgent } from './agent';

/** Soon enough for who has just started the agent, and nothing to a machine. */
const LOOK_EVERY_MS = 3_000;
/** An agent that is busy or starts again is not gone at once. */
const MISSES_UNTIL_LOST = 2;

export interface AgentWatchOptions {
  readonly agentApi: URL;
  readonly port: number;
  readonly host: string | undefined;
  readonly address: PublicAddressHolder;
  readonly lookEveryMs?: number;
}

export interface AgentWatch {
  /** Resolves once it has looked for the first time. */
  readonly looked: Promise<void>;
  readonly stop: () => void;
}

/** Looks after a running ngrok agent, which may come, change its URL, and go. Silent where there is none. */
export function watchAgent({
  agentApi,
  port,
  host,
  address,
  lookEveryMs = LOOK_EVERY_MS,
}: AgentWatchOptions): AgentWatch {
  let stopped = false;
  let misses = 0;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const before = address.current();
    const known = 'url' in before ? before.url : undefined;
    const finding = await askAgent(agentApi, { port, host }, known);
    if (stopped) return;
    if (finding.found === 'endpoint') {
      misses = 0;
      address.set({ state: 'open', url: finding.url });
    } else {
      misses += 1;
      if (before.state === 'open' && misses >= MISSES_UNTIL_LOST) {
        address.set({ state: 'lost', url: before.url });
      }
    }
    timer = setTimeout(() => void look(), lookEveryMs).unref();
  }

  return {
    looked: look(),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
